import type { LifecycleEvent, TokenErrorCode } from '@authbeat/core';
import type { RefusalCode } from '../errors.ts';
import type { PrincipalKind } from '../verdict.ts';

/** What admits or refuses a request. */
export type Door =
  | 'page'
  | 'api'
  | 'webhook'
  | 'shell'
  | 'lifecycle'
  | 'exchange'
  | 'heartbeat'
  | 'sign-out'
  | 'ticket'
  | 'recovery';

/** What happened. Switch on `type`. No event holds a token or a secret. */
export type AuthbeatEvent =
  | { readonly type: 'admitted'; readonly door: Door; readonly kind: PrincipalKind }
  /** `reason` is what is wrong with the token: for the operator, its bearer is not told. */
  | {
      readonly type: 'refused';
      readonly door: Door;
      readonly code: RefusalCode;
      readonly reason?: TokenErrorCode;
    }
  /** A lifecycle call was taken in. `changed` is false for repeats and for calls that a later one has overtaken. */
  | {
      readonly type: LifecycleEvent;
      readonly clientKey: string;
      readonly changed: boolean;
    }
  | { readonly type: 'session_began'; readonly clientKey: string }
  | { readonly type: 'session_extended'; readonly clientKey: string }
  | { readonly type: 'session_ended'; readonly clientKey: string }
  /** The app itself revoked a session, an account or a tenant. */
  | { readonly type: 'revoked'; readonly target: 'session' | 'account' | 'tenant' }
  | { readonly type: 'ticket_issued'; readonly clientKey: string; readonly purpose: 'page' | 'resource' }
  /**
   * An expired page load is being healed. `attempt` counts the tickets before this one that were refused unspent,
   * or shown again before they had expired.
   */
  | { readonly type: 'page_recovered'; readonly clientKey: string; readonly attempt: number }
  /** An expired page load was answered with the recovery document. */
  | { readonly type: 'recovery_offered'; readonly clientKey: string }
  /** Tenants' secrets are now sealed with the first of `encryptionKeys`. */
  | { readonly type: 'secrets_sealed'; readonly tenants: number }
  /** Something that is needed failed. `error` may name addresses: it is for the app, it is not logged. */
  | { readonly type: 'failed'; readonly door: Door; readonly error: unknown };
