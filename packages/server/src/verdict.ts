import type { ForgeEnvironment, HostContext } from '@authbeat/core';
import type { Eventually } from './eventually.ts';
import type { AccountId, HostApi } from './host-api.ts';
import type { AuthbeatRequest } from './request.ts';
import type { AuthbeatResponse } from './response.ts';

/** Which kind of host a tenant has. A profile of another kind of host has a name of its own. */
export type Platform = 'connect' | 'forge' | (string & Record<never, never>);

/** Which kind of token admitted a request. */
export type PrincipalKind = 'iframe' | 'link' | 'context' | 'webhook' | 'invocation' | 'session' | 'ticket';

/** The verified identity behind a request. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** Which kind of host the request comes from. */
  readonly platform: Platform;
  /**
   * Names the tenant: keep the app's data under it. The `clientKey` of a Connect tenant, and of a Forge installation
   * that is linked to one; for any other Forge installation the `installationId`.
   */
  readonly tenantId: string;
  /** Connect's name of the tenant. Absent for a Forge installation that is not linked to a Connect tenant. */
  readonly clientKey?: string;
  /** The site's base URL, such as `https://example.atlassian.net`. Absent where there is no `clientKey`. */
  readonly hostBaseUrl?: string;
  /** The ARI of the Forge installation: each site and each environment of the app has one of its own. */
  readonly installationId?: string;
  /** Names the site. Forge does not always say it. */
  readonly cloudId?: string;
  /** The environment of the Forge app. */
  readonly environment?: ForgeEnvironment;
  /** The Atlassian account id. Absent when the user is not signed in to the host. */
  readonly accountId?: AccountId;
  /** Where the iframe stands in the host (issue, project, space …), as of the last host proof. */
  readonly context: HostContext;
  /** Present when the request belongs to a session. */
  readonly sessionId?: string;
  /**
   * The `context` claim as the host has signed it, with the parts that `context` leaves out; `undefined` without one.
   * After a recovery it is that of the expired URL.
   */
  readonly signedContext: unknown;
  /**
   * Whether the tenant has a license for the app: by the signed parameter `lic` of a page, by the context, or by the
   * invocation. `undefined` when the host does not say, as most invocations of Forge do not.
   */
  readonly license: 'active' | 'none' | undefined;
  /** The REST API of the tenant's host, called as the app. See docs/server/host-calls.md. */
  readonly host: HostApi;
}

/** The identity behind a request of a Connect host: what `page()` and `webhook()` admit. */
export interface ConnectPrincipal extends Principal {
  readonly platform: 'connect';
  readonly clientKey: string;
  readonly hostBaseUrl: string;
}

/** The identity behind a request of Forge: what `remote()` admits. */
export interface ForgePrincipal extends Principal {
  readonly platform: 'forge';
  readonly installationId: string;
  readonly environment: ForgeEnvironment;
}

/** The token that admitted a request, without its secrets. It can be passed to `Authbeat.mintUpstreamToken`. */
export interface AdmittedToken {
  /** Its `exp`, in seconds since the epoch. Guards admit a token up to `leeway` seconds after it. */
  readonly expiresAt: number;
  /**
   * The `context` claim as the host has signed it, with the parts that `Principal.context` leaves out; `undefined`
   * without one. After a recovery it is that of the expired URL.
   */
  readonly signedContext: unknown;
  /**
   * `false` for a host token that was signed with the secret before a rotation: an app behind this server may have
   * forgotten that secret already.
   */
  readonly isCurrent: boolean;
  /**
   * Whether it is a link token, or the ticket of a recovery that began with one: then nothing shows that the host has
   * signed the parameters of the URL. Always `false` without the option `linkTokens`.
   */
  readonly isLink: boolean;
}

/** What comes with an admitted request: a principal, or `undefined` behind `shell()`, which admits every request. */
export type Admission = Principal | undefined;

/** The decision of a guard: the request reaches the app's handler, or gets `response`. */
export type Verdict<Admitted extends Admission = Principal> =
  | {
      readonly admitted: true;
      readonly principal: Admitted;
      /** To be added to the response of the app's handler. */
      readonly headers: Readonly<Record<string, string>>;
      /**
       * From `page()`, in development: takes the values of all `Content-Security-Policy` headers that the response has
       * already, separated by commas, and says on the console if they keep the frame blank.
       */
      readonly explainPolicy?: (policy: string) => void;
      /** From `page()` and `api()`. */
      readonly token?: AdmittedToken;
    }
  | {
      readonly admitted: false;
      readonly response: AuthbeatResponse;
      /**
       * No tenant of this server can have signed the request: it has no token, one in another form than a host's, or
       * one of an unknown tenant. A proxy may pass such a request on to an app that judges it by itself.
       */
      readonly foreign?: boolean;
    };

/**
 * Decides about one request: at once if all that it needs is in memory. Never throws and never rejects.
 */
export type Guard<Admitted extends Admission = Principal> = (
  request: AuthbeatRequest,
) => Eventually<Verdict<Admitted>>;

/**
 * Decides whether the user behind an admitted request has permissions in the host. Never throws and never rejects: a
 * request is not admitted when the host does not respond.
 */
export type PermissionGuard = (
  principal: Principal | undefined,
  request: AuthbeatRequest,
) => Promise<Verdict>;
