import type { BoundRequest } from '@authbeat/core';
import type { User } from '../content/users.ts';
import type { Installation } from '../installation/installation.ts';
import type { SiteRequest } from '../site/site-request.ts';
import { findGrant } from './access-tokens.ts';
import { CallRefusal } from './refusal.ts';
import { verifyCall } from './verify-call.ts';

/** Who makes a call. */
export interface Caller {
  /** A Connect app by its key, a Forge app by its ARI. */
  readonly app: { readonly key: string; readonly name: string };
  /** Absent when the app calls as itself. */
  readonly user?: User;
  /** What the caller may do at most. */
  readonly scopes: readonly string[];
}

/**
 * Finds out who makes a call, by its `Authorization` header.
 *
 * @throws {CallRefusal} with the reason
 */
export function identifyCaller(
  authorization: string | undefined,
  request: BoundRequest,
  { runtime, site }: SiteRequest,
): Caller {
  const [, scheme = '', token = ''] = /^(JWT|Bearer) (\S+)$/.exec(authorization ?? '') ?? [];
  if (scheme === 'JWT') {
    const installation = verifyCall(token, request, site, runtime.tokenClock);
    return { app: enabled(installation), scopes: installation.descriptor.scopes };
  }
  if (scheme !== 'Bearer')
    throw new CallRefusal(
      401,
      'The request has no `Authorization: JWT …`, and no `Authorization: Bearer …`.',
    );
  const grant = findGrant(token);
  if (!grant || site.installation(grant.installation.descriptor.key) !== grant.installation)
    throw new CallRefusal(
      401,
      'The access token is unknown, of another site, or of an app that was uninstalled.',
    );
  if (grant.expiresAtMs <= runtime.now()) throw new CallRefusal(401, 'The access token has expired.');
  return { app: enabled(grant.installation), user: grant.user, scopes: grant.scopes };
}

function enabled({ state, descriptor }: Installation): Caller['app'] {
  if (state !== 'enabled') throw new CallRefusal(403, 'The app is disabled in this site.');
  return descriptor;
}

/** Each scope includes those before it. */
const SCOPES = ['READ', 'WRITE', 'DELETE', 'PROJECT_ADMIN', 'ADMIN'] as const;
export type Scope = (typeof SCOPES)[number];

/** @throws {CallRefusal} when the caller's scopes do not include it */
export function requireScope({ scopes }: Caller, required: Scope): void {
  const given = scopes.map((scope) => SCOPES.findIndex((name) => name === scope.toUpperCase()));
  if (Math.max(-1, ...given) < SCOPES.indexOf(required))
    throw new CallRefusal(
      403,
      `The call needs the scope ${required}, which is not in \`scopes\` of the descriptor.`,
    );
}
