import type { IncomingMessage } from 'node:http';
import { checkLifetime, decodeToken, readBounded, verifyHs256 } from '@authbeat/core';
import { json, type HostResponse } from '../http/response.ts';
import type { Installation } from '../installation/installation.ts';
import type { HostRuntime } from '../runtime.ts';
import type { Site } from '../site/site.ts';
import { ACCESS_TOKEN_LIFETIME, issueAccessToken } from './access-tokens.ts';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const USER = 'urn:atlassian:connect:useraccountid:';
const CLIENT = 'urn:atlassian:connect:clientid:';
const LEEWAY = 30;
const MAX_BODY_SIZE = 16 * 1024;

/** Where access tokens are issued, and for which sites. */
export interface AuthorizationServer {
  readonly runtime: HostRuntime;
  readonly sites: ReadonlyMap<string, Site>;
  /** Its address: the audience of assertions. */
  readonly url: string;
}

/** Serves the token endpoint of the authorization server: an assertion in, an access token out. @see RFC 7523 */
export async function serveToken(
  server: AuthorizationServer,
  request: IncomingMessage,
): Promise<HostResponse> {
  const { bytes } = await readBounded(request as AsyncIterable<Buffer>, MAX_BODY_SIZE);
  const form = new URLSearchParams(bytes.toString('utf8'));
  if (form.get('grant_type') !== GRANT_TYPE)
    return refuse('unsupported_grant_type', `Send \`grant_type\`: ${GRANT_TYPE}.`);
  try {
    return grant(server, form);
  } catch (error) {
    return refuse('invalid_grant', error instanceof Error ? error.message : 'The assertion is not valid.');
  }
}

/** @throws {Error} with the reason */
function grant({ runtime, sites, url }: AuthorizationServer, form: URLSearchParams): HostResponse {
  const assertion = decodeToken(form.get('assertion') ?? '');
  const { iss, sub, tnt, aud } = assertion.claims;
  const site = [...sites.values()].find(({ name }) => iss === `${CLIENT}${oauthClientIdOf(name)}`);
  const installation = site?.installations.find((candidate) => isSignedBy(candidate, assertion));
  if (!site || !installation)
    throw new Error(
      'No installation has this `iss` (the oauthClientId of the install) and has signed the assertion.',
    );
  if (tnt !== site.hostBaseUrl)
    throw new Error(`\`tnt\` must be the base URL of the site, ${site.hostBaseUrl}.`);
  if (![aud].flat().includes(url)) throw new Error(`\`aud\` must be ${url}.`);
  checkLifetime(assertion.claims, { now: runtime.tokenClock, leeway: LEEWAY });
  const accountId = typeof sub === 'string' && sub.startsWith(USER) ? sub.slice(USER.length) : undefined;
  const user = site.users.find((candidate) => candidate.accountId === accountId);
  if (!user) throw new Error(`\`sub\` must be ${USER} and the account id of a user of the site.`);
  const { scopes } = installation.descriptor;
  if (!scopes.some((scope) => scope.toUpperCase() === 'ACT_AS_USER'))
    throw new Error('The app may not act as a user: add `ACT_AS_USER` to `scopes` of the descriptor.');
  const asked = form.get('scope')?.split(' ').filter(Boolean) ?? [];
  const granted = scopes.filter((scope) => asked.length === 0 || asked.includes(scope.toUpperCase()));
  const expiresAtMs = runtime.now() + ACCESS_TOKEN_LIFETIME * 1000;
  runtime.timeline.record({
    kind: 'token',
    site: site.name,
    sentence: `Issued an access token for ${user.name} to ${installation.descriptor.key}.`,
    data: {
      token: 'access',
      app: installation.descriptor.key,
      account: user.accountId,
      lifetime: ACCESS_TOKEN_LIFETIME,
    },
  });
  return json({
    access_token: issueAccessToken({ installation, user, scopes: granted, expiresAtMs }),
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_LIFETIME,
  });
}

/** The id of a site's installations at the authorization server, as `installed` carries it. */
function oauthClientIdOf(siteName: string): string {
  return `development-${siteName}`;
}

function isSignedBy({ sharedSecret }: Installation, assertion: ReturnType<typeof decodeToken>): boolean {
  try {
    verifyHs256(assertion, [sharedSecret]);
    return true;
  } catch {
    return false;
  }
}

function refuse(error: string, reason: string): HostResponse {
  return json({ error, error_description: reason }, 400);
}
