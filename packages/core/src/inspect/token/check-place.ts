import { HOST_TOKEN_PARAMETER } from '../../protocol.ts';
import { pathOf, readWire } from '../binding/wire.ts';
import { nameCause, type Cause } from '../causes.ts';
import type { FoundToken, InspectedRequest } from '../input/request.ts';
import type { Settings } from '../options.ts';
import { BEARER_SCHEME_KINDS, JWT_SCHEME_KINDS } from './kind-groups.ts';
import type { TokenKind } from './kind.ts';

/** What arrives at the lifecycle URLs of an app that has not opted in to signed installs. */
const HS256_CALLS: ReadonlySet<TokenKind> = new Set(['iframe', 'context', 'webhook', 'app-to-host']);

interface Placed {
  readonly found: FoundToken;
  readonly kind: TokenKind;
  readonly request: InspectedRequest | undefined;
  readonly settings: Settings;
}

/** What is wrong with where the token stands: the wrong scheme, parameter or request for its kind. */
export function checkPlace({ found, kind, request, settings }: Placed): readonly Cause[] {
  return [
    ...schemeCauses(found, kind),
    ...parameterCauses(found, kind),
    ...lifecycleCauses(kind, request, settings),
  ];
}

function schemeCauses({ place, scheme, name }: FoundToken, kind: TokenKind): Cause[] {
  if (place !== 'authorization') return [];
  if (scheme === undefined) return [nameCause('scheme-missing')];
  const expected = BEARER_SCHEME_KINDS.has(kind) ? 'Bearer' : JWT_SCHEME_KINDS.has(kind) ? 'JWT' : undefined;
  if (expected === undefined || scheme === expected) return [];
  const isCase = scheme.toLowerCase() === expected.toLowerCase();
  const message = isCase
    ? `The scheme is written "${scheme}". Some frameworks, such as ACE, know only "${expected}".`
    : `The header ${name ?? ''} has the scheme "${scheme.slice(0, 20)}". This token goes with "${expected}".`;
  return [
    nameCause('scheme-wrong', {
      certainty: isCase ? 'note' : 'certain',
      message,
      data: { scheme: scheme.slice(0, 20), expected },
    }),
  ];
}

function parameterCauses({ place, name }: FoundToken, kind: TokenKind): Cause[] {
  if (place !== 'query' || name !== HOST_TOKEN_PARAMETER) return [];
  if (kind === 'context') return [nameCause('context-token-on-page')];
  if (BEARER_SCHEME_KINDS.has(kind)) {
    const message =
      'The token is in the parameter "jwt", which is for tokens of a host. It goes into the Authorization header.';
    return [nameCause('wrong-door', { message })];
  }
  return [];
}

function lifecycleCauses(
  kind: TokenKind,
  request: InspectedRequest | undefined,
  settings: Settings,
): Cause[] {
  const url = settings.url ?? request?.url;
  if (url === undefined || !HS256_CALLS.has(kind)) return [];
  const path = pathOf(url);
  const event = ['installed', 'uninstalled'].find((name) => isLifecycleUrl(path, name, settings));
  if (event === undefined) return [];
  return [
    nameCause('install-not-signed', {
      message: `A call to "${event}" needs a token with RS256, and this one is HS256.`,
      data: { event },
    }),
  ];
}

function isLifecycleUrl(path: string, event: string, { descriptor, baseUrl = '' }: Settings): boolean {
  const declared = descriptor?.urls.find(({ place }) => place === `lifecycle.${event}`);
  if (!declared) return path.split('/').at(-1) === event;
  const declaredPath = readWire('GET', declared.url).path;
  return [declaredPath, pathOf(baseUrl) + declaredPath].includes(path);
}
