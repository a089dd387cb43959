import { printValue } from '../../internal/json.ts';
import { CONTEXT_QSH } from '../../host/decode.ts';
import { OWN_TOKEN_TYPES } from '../../protocol.ts';
import type { FoundToken, InspectedRequest } from '../input/request.ts';
import type { Settings } from '../options.ts';
import type { ReadableToken } from './decode.ts';

/** What a token is. The first five come from a host, the next three from an app on Authbeat. */
export type TokenKind =
  | 'iframe'
  | 'context'
  | 'webhook'
  | 'lifecycle'
  | 'invocation'
  | 'session'
  | 'page-ticket'
  | 'resource-ticket'
  | 'app-to-host'
  | 'framework-session'
  | 'oauth'
  | 'api-token'
  | 'encrypted'
  | 'other-jwt'
  | 'unreadable'
  | 'none';

/** What each kind is called. */
export const KIND_NAMES: Readonly<Record<TokenKind, string>> = {
  iframe: 'iframe token: a host put it into the URL of a page',
  context: 'context token: AP.context.getToken() returned it',
  webhook: 'webhook token: a host signed a call to the app with it',
  lifecycle: 'lifecycle token: a host signed "installed" or "uninstalled" with it',
  invocation: 'invocation token of Forge (FIT)',
  session: 'session token of an app on Authbeat',
  'page-ticket': 'page ticket of an app on Authbeat',
  'resource-ticket': 'resource ticket of an app on Authbeat',
  'app-to-host': 'app-to-host token: an app signed a call to its host with it',
  'framework-session': "session token of an app's framework (ACE or Spring Boot)",
  oauth: 'OAuth access token of Atlassian',
  'api-token': 'API token or password',
  encrypted: 'encrypted token (JWE)',
  'other-jwt': 'JWT of a kind that takes no part in Connect or Forge',
  unreadable: 'token that cannot be read',
  none: 'no token',
};

/** A kind, and how it was decided. */
export interface KindDecision {
  readonly kind: TokenKind;
  /** `likely` where another kind would look the same. */
  readonly certainty: 'certain' | 'likely';
  /** What it was decided by, in words. */
  readonly because: readonly string[];
}

interface Circumstances {
  readonly found: FoundToken;
  readonly request: InspectedRequest | undefined;
  readonly settings: Settings;
}

const FORGE = 'forge/invocation-token';

/** Decides the kind of a token by what it carries, and only then by where it stands. */
export function decideKind({ header, claims }: ReadableToken, circumstances: Circumstances): KindDecision {
  if (!header || !claims) return decided('unreadable', 'Its header or its claims cannot be read.');
  const { typ, kid } = header;
  const type = typeof typ === 'string' ? typ.toLowerCase() : '';
  if (type === OWN_TOKEN_TYPES.session) return decided('session', `The header has typ "${type}".`);
  if (type === OWN_TOKEN_TYPES.ticket) {
    const kind = claims['purpose'] === 'resource' ? 'resource-ticket' : 'page-ticket';
    return decided(
      kind,
      `The header has typ "${type}" and the purpose is "${printValue(claims['purpose'])}".`,
    );
  }
  if (claims['iss'] === FORGE || (typeof kid === 'string' && kid.startsWith(`${FORGE}/`)))
    return decided('invocation', `The issuer or the key is "${FORGE}".`);
  if (isOauth(claims)) return decided('oauth', 'It carries a client and scopes, and no qsh.');
  if (header['alg'] === 'RS256' && claims['qsh'] !== undefined)
    return decided('lifecycle', 'It is signed with RS256 and carries a qsh: hosts sign lifecycle calls so.');
  return decideShared(claims, circumstances);
}

/** Kinds that a shared secret signs. */
function decideShared(claims: Readonly<Record<string, unknown>>, circumstances: Circumstances): KindDecision {
  const { iss, aud, qsh } = claims;
  const { appKey } = circumstances.settings;
  const isApps = appKey !== undefined && iss === appKey;
  const hasAudience = aud !== undefined;
  if (qsh === CONTEXT_QSH) {
    if (isApps || (hasAudience && iss === aud))
      return decided(
        'framework-session',
        'It carries "context-qsh", and its issuer is the app: Spring Boot signs its page tokens so.',
      );
    return decided('context', 'Its qsh is "context-qsh".');
  }
  if (qsh === undefined) {
    const because =
      'It carries an issuer, an audience and no qsh: atlassian-connect-express signs its tokens so.';
    if (iss !== undefined && hasAudience) return likely('framework-session', isApps, because);
    return { kind: 'other-jwt', certainty: 'likely', because: ['It carries no qsh.'] };
  }
  if (isApps) return decided('app-to-host', 'Its issuer is the app key.');
  if (hasAudience && appKey === undefined)
    return likely(
      'app-to-host',
      false,
      'It carries a qsh and an audience: tokens of hosts have no audience.',
    );
  return decideByPlace(circumstances);
}

function decideByPlace({ found, request, settings }: Circumstances): KindDecision {
  const computed = 'Its qsh is the hash of one request.';
  const method = settings.method ?? request?.method?.toUpperCase() ?? 'GET';
  if (found.place === 'query' && method === 'GET')
    return decided('iframe', computed, 'It stands in the query of a GET request.');
  if (found.place === 'authorization' || method !== 'GET')
    return likely(
      'webhook',
      false,
      computed,
      `It stands in a ${method} request${found.place === 'authorization' ? ', in the Authorization header' : ''}.`,
    );
  return likely('iframe', false, computed, 'Tokens of webhooks look the same.');
}

function isOauth(claims: Readonly<Record<string, unknown>>): boolean {
  const { qsh, scope, client_id: client } = claims;
  const isAtlassian = Object.keys(claims).some((name) =>
    /^https:\/\/(?:id|api)\.atlassian\.com\//.test(name),
  );
  return qsh === undefined && (isAtlassian || (scope !== undefined && client !== undefined));
}

function decided(kind: TokenKind, ...because: readonly string[]): KindDecision {
  return { kind, certainty: 'certain', because };
}

function likely(kind: TokenKind, isCertain: boolean, ...because: readonly string[]): KindDecision {
  return { kind, certainty: isCertain ? 'certain' : 'likely', because };
}
