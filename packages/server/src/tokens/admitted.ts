import type { AdmittedToken } from '../verdict.ts';
import type { HostTenant } from '../tenants/host-tenant.ts';

/** Whose token admitted a request, and until when. */
export interface Admitted extends AdmittedToken {
  readonly tenant: HostTenant;
  readonly accountId: string | undefined;
}

/** An admitted token that keeps its tenant to itself: nothing outside of this package can make one or read it. */
export class TokenOfTenant implements AdmittedToken {
  readonly expiresAt: number;
  readonly signedContext: unknown;
  readonly isCurrent: boolean;
  readonly isLink: boolean;
  readonly #tenant: HostTenant;
  readonly #accountId: string | undefined;

  constructor({ expiresAt, signedContext, isCurrent, isLink, tenant, accountId }: Admitted) {
    this.expiresAt = expiresAt;
    this.signedContext = signedContext;
    this.isCurrent = isCurrent;
    this.isLink = isLink;
    this.#tenant = tenant;
    this.#accountId = accountId;
  }

  /** What a token stands for; `undefined` unless a guard of this package has made it. */
  static read(token: unknown): Admitted | undefined {
    if (!(token instanceof TokenOfTenant)) return undefined;
    const { expiresAt, signedContext, isCurrent, isLink } = token;
    return {
      expiresAt,
      signedContext,
      isCurrent,
      isLink,
      tenant: token.#tenant,
      accountId: token.#accountId,
    };
  }
}
