import type { LifecycleEvent, TokenErrorCode } from '@authbeat/core';
import type { RefusalCode } from '@authbeat/core';
import type { TenantErrorCode } from '../errors.ts';
import type { PrincipalKind } from '../verdict.ts';
import type { AuditEvent, HostNames } from './audit.ts';

/**
 * Where a credential may be presented. `client-script`: the client as one script, which needs none. `permission`: behind
 * another door, where permissions of the host are required. `unknown`: the URL of the request could not be read.
 */
export type Door =
  | 'page'
  | 'api'
  | 'webhook'
  | 'remote'
  | 'shell'
  | 'lifecycle'
  | 'exchange'
  | 'heartbeat'
  | 'sign-out'
  | 'ticket'
  | 'recovery'
  | 'client-script'
  | 'permission'
  | 'unknown';

/** The outcome of a request at a door. Every request has exactly one of these events at each door that it passes. */
export type OutcomeEvent =
  /** A guard admitted the request. `kind` is absent at the door `shell`, which needs no token. */
  | { readonly type: 'admitted'; readonly door: Door; readonly kind?: PrincipalKind }
  /** The page guard responded to an expired page load with the recovery document. */
  | { readonly type: 'healed'; readonly door: Door; readonly clientKey: string }
  /** An endpoint did what the request asked for. */
  | { readonly type: 'answered'; readonly door: Door }
  /** `code` is in the response; `reason` says what is wrong with the token or its tenant, for the operator only. */
  | {
      readonly type: 'refused';
      readonly door: Door;
      readonly code: RefusalCode;
      readonly reason?: TokenErrorCode | TenantErrorCode;
    }
  /** The response was 503: the store, a key server or something else failed. `error` is not logged: it may hold addresses. */
  | { readonly type: 'failed'; readonly door: Door; readonly error: unknown };

/** What the server reports to the operator. Switch on `type`. No event holds a token or a secret. */
export type AuthbeatEvent =
  | OutcomeEvent
  | AuditEvent
  /** A lifecycle call was processed. `changed` is false for repeated calls and for calls older than the last one. */
  | {
      readonly type: LifecycleEvent;
      readonly clientKey: string;
      readonly changed: boolean;
    }
  /** A Forge installation was admitted for the first time or again, was uninstalled, or has another link. */
  | {
      readonly type: 'installation_changed';
      readonly change: 'admitted' | 'uninstalled' | 'linked' | 'unlinked';
      readonly installationId: string;
      /** With `linked` and `unlinked`: the Connect tenant. */
      readonly clientKey?: string;
    }
  /** A host named another tenant for a Forge installation that is linked already. The link stays as it is. */
  | { readonly type: 'link_refused'; readonly installationId: string; readonly clientKey: string }
  /**
   * `session_began`: an exchange issued a session token. Forge sends an invocation token many times, and each exchange
   * of it issues the same session and has an event of its own, because nothing is stored of a session.
   */
  | ({ readonly type: 'session_began' | 'session_extended' | 'session_ended' } & HostNames)
  /** The app called `revokeSession()`, `revokeAccount()` or `revokeTenant()`. */
  | { readonly type: 'revoked'; readonly target: 'session' | 'account' | 'tenant' }
  | ({ readonly type: 'ticket_issued'; readonly purpose: 'page' | 'resource' } & HostNames)
  /**
   * A page ticket was issued to an expired page load. `attempt` counts the page's tickets before this one that
   * were refused unspent, or presented again before they had expired.
   */
  | { readonly type: 'page_recovered'; readonly clientKey: string; readonly attempt: number }
  /** The tenants' secrets are now sealed with the first of `encryptionKeys`. */
  | { readonly type: 'secrets_sealed'; readonly tenants: number }
  /** The app called `dropPreviousSecret()`, and there was one. */
  | { readonly type: 'previous_secret_dropped'; readonly clientKey: string }
  /**
   * The clock of this node differs from that of the store by more than the leeway, so hosts' tokens and other nodes'
   * sessions may be refused. `aheadMs` is below 0 when it is behind.
   */
  | { readonly type: 'clock_skewed'; readonly aheadMs: number }
  /** `NODE_ENV` is `production` and there are no `encryptionKeys`: the store holds shared secrets as hosts sent them. */
  | { readonly type: 'encryption_keys_missing' };
