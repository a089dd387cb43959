import { createAccessTokens } from './host-calls/access-tokens.ts';
import { createClientKeyFinder } from './host-calls/find-client-key.ts';
import { createForgeTokens } from './host-calls/forge-tokens.ts';
import { createTokenReceiver, type ReceiveForgeTokens } from './host-calls/receive-forge-tokens.ts';
import { createHostApis, type HostApis } from './host-calls/host-apis.ts';
import { createExplainer, type Explainer } from './explain/explain.ts';
import { createPermissions, type Permissions } from './host-calls/permissions.ts';
import type { Settings } from './options.ts';
import { createSignals, type Signals } from './signals/signals.ts';
import { createTelemetry, type Telemetry } from './signals/report-request.ts';
import type { Store } from './stores/contract.ts';
import { LONGEST_STORE_TIMEOUT } from './stores/store-options.ts';
import { FRESH_FOR_MS } from './tenants/keep.ts';
import { createChangeFollower, type ChangeFollower } from './tenants/follow-changes.ts';
import { createInstallations, type Installations } from './tenants/installations.ts';
import { createLimits, type Limits } from './tenants/limits.ts';
import { createRevocations, type Revocations } from './tenants/revocations.ts';
import { createSecretBox, type SecretBox } from './tenants/secret-box.ts';
import { createTenants, type Tenants } from './tenants/tenants.ts';
import { createHostTokens, type HostTokens } from './tokens/host.ts';
import { createInstallKeys } from './tokens/install-keys.ts';
import { createConnectProfile } from './hosts/connect.ts';
import { createForgeProfile } from './hosts/forge.ts';
import { createHosts, type HostProfile, type Hosts } from './hosts/profile.ts';
import { createInvocationKeys } from './tokens/invocation-keys.ts';
import { createInvocationTokens, type InvocationTokens } from './tokens/invocation.ts';
import { createKeyRing } from './tokens/keys.ts';
import { createLinkTokens, type LinkTokens } from './tokens/link.ts';
import { createNonces, type Nonces } from './tokens/nonces.ts';
import { createSessionTokens, type SessionTokens } from './tokens/session.ts';
import { createTicketTokens, type TicketTokens } from './tokens/ticket.ts';

/** What guards and endpoints stand on. */
export interface Services {
  readonly settings: Settings;
  readonly signals: Signals;
  readonly telemetry: Telemetry;
  readonly store: Store;
  readonly changes: ChangeFollower;
  readonly box: SecretBox;
  readonly tenants: Tenants;
  readonly installations: Installations;
  readonly revocations: Revocations;
  readonly limits: Limits;
  readonly hostTokens: HostTokens;
  /** `undefined` without the option `linkTokens`. */
  readonly linkTokens: LinkTokens | undefined;
  readonly hosts: Hosts;
  /** `undefined` without the option `forge`. */
  readonly invocationTokens: InvocationTokens | undefined;
  /** `undefined` without the option `forge`. */
  readonly receiveForgeTokens: ReceiveForgeTokens | undefined;
  readonly hostApis: HostApis;
  readonly permissions: Permissions;
  readonly sessionTokens: SessionTokens;
  readonly ticketTokens: TicketTokens;
  readonly nonces: Nonces;
  /** In development. */
  readonly explainer: Explainer | undefined;
}

/** @param profiles of further kinds of hosts */
export function createServices(settings: Settings, profiles: readonly HostProfile[] = []): Services {
  const { store, now, staleWhileError, sessionLifetime, leeway, encryptionKeys, sessionKeys, forge } =
    settings;
  const refusesDisabled = settings.disabledTenants === 'refuse';
  const staleForMs = staleWhileError * 1000;
  const signals = createSignals(settings);
  const box = createSecretBox(encryptionKeys);
  const keys = createKeyRing(sessionKeys);
  const tenants = createTenants({ store, box, now, staleForMs, refusesDisabled });
  // A node that was cut off from the store extends a revoked session until what it has read is too old.
  const cutOffForMs = Math.max(staleForMs, FRESH_FOR_MS) + LONGEST_STORE_TIMEOUT * 1000;
  const sessionLifeMs = (sessionLifetime + leeway + 1) * 1000 + cutOffForMs;
  const revocations = createRevocations({ store, now, staleForMs, sessionLifeMs, leewayMs: leeway * 1000 });
  const installations = createInstallations({ store, tenants, signals, now, staleForMs });
  const caches = [tenants, installations, revocations];
  const installKeys = createInstallKeys({
    servers: settings.installKeyServers,
    timeout: settings.installKeyTimeout,
    now,
  });
  const hostTokens = createHostTokens({ ...settings, tenants, revocations, installKeys });
  const invocationTokens =
    forge &&
    createInvocationTokens({
      ...forge,
      keys: createInvocationKeys({ url: forge.jwksUrl, timeout: settings.installKeyTimeout, now }),
      installations,
      revocations,
      now,
      leeway,
    });
  const forgeTokens =
    forge && createForgeTokens({ ...forge, store, box, installations, now, baseUrl: settings.baseUrl });
  const findClientKey = createClientKeyFinder(settings.appKey);
  const accessTokens = createAccessTokens(settings);
  const hostApis = createHostApis({ ...settings, tenants, installations, accessTokens, forgeTokens });
  return {
    settings,
    signals,
    telemetry: createTelemetry(),
    store,
    changes: createChangeFollower({ now, leeway, signals, store, caches }),
    box,
    tenants,
    installations,
    revocations,
    limits: createLimits(settings.limits, now),
    hostApis,
    permissions: createPermissions(hostApis, now),
    hostTokens,
    linkTokens: settings.linkTokens ? createLinkTokens({ ...settings, tenants, revocations }) : undefined,
    invocationTokens,
    receiveForgeTokens: forgeTokens && createTokenReceiver({ forgeTokens, installations, findClientKey }),
    hosts: createHosts([
      ...profiles,
      ...(forge && invocationTokens
        ? [createForgeProfile({ ...forge, installations, invocationTokens, now })]
        : []),
      createConnectProfile({ tenants, hostTokens, now }),
    ]),
    sessionTokens: createSessionTokens({ ...settings, keys }),
    ticketTokens: createTicketTokens({ ...settings, keys }),
    nonces: createNonces({ sessionKeys, now }),
    explainer: settings.explain ? createExplainer({ settings, tenants, installKeys }) : undefined,
  };
}
