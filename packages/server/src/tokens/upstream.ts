import {
  CONTEXT_QSH,
  queryStringHash,
  signHs256,
  UPSTREAM_CLAIM,
  type BoundRequest,
  type ClaimSet,
  type Clock,
  type SignedRequest,
} from '@authbeat/core';
import { ArgumentError } from '../errors.ts';
import { withoutCredentials } from '../http/credentials.ts';
import type { AdmittedToken } from '../verdict.ts';
import { TokenOfTenant, type Admitted } from './admitted.ts';

/** What a token for an upstream is bound to. */
export interface UpstreamTokenOptions {
  /**
   * The request that the upstream gets: path and query with the path of the base URL. Credentials in the query make no
   * difference. Without a request the token is a context token, whose `qsh` is `context-qsh`.
   */
  readonly request?: BoundRequest;
  /** How the upstream orders parameter names when it computes the `qsh`. Defaults to `encoded`. */
  readonly order?: SignedRequest['order'];
}

export interface UpstreamTokenSettings {
  readonly appKey: string;
  readonly baseUrl: string;
  readonly now: Clock;
  /** Seconds. */
  readonly ticketLifetime: number;
  /** Seconds. */
  readonly leeway: number;
}

/**
 * Mints a token as the tenant's host would, for an app behind this server that knows nothing of it; of a link token, one
 * as the app itself would. It lives as long as a ticket, and never longer than the token that admitted the request is
 * admitted.
 *
 * @throws {ArgumentError} when `token` is not one of a verdict
 */
export function mintUpstreamToken(
  token: AdmittedToken,
  options: UpstreamTokenOptions,
  settings: UpstreamTokenSettings,
): string {
  const admitted = TokenOfTenant.read(token);
  const [secret] = admitted?.tenant.secrets?.() ?? [];
  if (!admitted || secret === undefined) throw new ArgumentError('mintUpstreamToken', 'token');
  const { now, ticketLifetime, leeway } = settings;
  const seconds = now() / 1000;
  const end = Math.min(seconds + ticketLifetime, admitted.expiresAt + leeway);
  return signHs256(
    {
      ...(admitted.isLink ? linkClaims(admitted, settings) : hostClaims(admitted, options, settings)),
      sub: admitted.accountId,
      iat: Math.floor(seconds),
      // Whole seconds, as hosts write them, unless the token would end in this very second.
      exp: Math.floor(end) > seconds ? Math.floor(end) : end,
      context: admitted.signedContext,
      [UPSTREAM_CLAIM]: true,
    },
    secret,
  );
}

function hostClaims(
  { tenant }: Admitted,
  { request, order = 'encoded' }: UpstreamTokenOptions,
  { baseUrl }: UpstreamTokenSettings,
): ClaimSet {
  const qsh = request
    ? queryStringHash({ ...request, url: withoutCredentials(request.url), baseUrl, order })
    : CONTEXT_QSH;
  return { iss: tenant.clientKey, qsh };
}

/** As the app issues its own tokens. A `qsh` would show what no host has signed. */
function linkClaims({ tenant }: Admitted, { appKey }: UpstreamTokenSettings): ClaimSet {
  return { iss: appKey, aud: [tenant.clientKey] };
}
