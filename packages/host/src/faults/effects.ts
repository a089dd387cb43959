import { FaultError } from '../errors.ts';
import type { NetworkState } from '../fault-state.ts';
import type { HostRuntime, TokenLifetimes } from '../runtime.ts';
import type { User } from '../content/users.ts';
import type { ForgeInstallation } from '../forge/forge-installation.ts';
import type { Installation } from '../installation/installation.ts';
import type { InvocationFault } from '../fault-state.ts';
import type { FaultId } from './table.ts';

/** What a fault changes in a site. */
export interface FaultSite {
  readonly name: string;
  readonly users: readonly User[];
  readonly installations: readonly Installation[];
  readonly knownInstallations: readonly Installation[];
  readonly forgeInstallations: readonly ForgeInstallation[];
  signIn(accountId: string): void;
  signOut(): void;
  renewClientKey(): void;
}

/** What a fault changes. */
export interface FaultTarget {
  readonly runtime: HostRuntime;
  /** The lifetimes that the host was started with. */
  readonly lifetimes: Readonly<TokenLifetimes>;
  readonly site: FaultSite;
}

/** How a fault starts and ends. One without `lift` happens once. */
export interface Effect {
  /** Throws a `FaultError` when the fault cannot be started here and now. Changes nothing. */
  readonly check?: (target: FaultTarget, value: string) => void;
  readonly start: (target: FaultTarget, value: string) => void | Promise<void>;
  readonly lift?: (target: FaultTarget) => void | Promise<void>;
}

const bridge = (behaviour: HostRuntime['bridge']['behaviour']): Effect => ({
  start: ({ runtime }) => {
    runtime.bridge.behaviour = behaviour;
  },
  lift: ({ runtime }) => {
    runtime.bridge.behaviour = 'fresh';
  },
});

const frames = (which: 'late' | 'all'): Effect => ({
  start: ({ runtime }) => {
    runtime.faultState.expiredFrames = which;
  },
  lift: ({ runtime }) => {
    runtime.faultState.expiredFrames = 'none';
  },
});

const clock = (whose: 'appClock' | 'browserClock'): Effect => ({
  start: ({ runtime }, value) => {
    runtime.faultState[whose] = Number(value);
  },
  lift: ({ runtime }) => {
    runtime.faultState[whose] = 0;
  },
});

const network = (state: NetworkState): Effect => ({
  check: ({ runtime }) => {
    if (runtime.faultState.proxies === 0)
      throw new FaultError(
        'fault_not_possible',
        'The traffic of the app does not pass through the local host, so its network cannot fail. Start the app by the command behind "--" of authbeat dev, or call host.startProxy().',
      );
  },
  start: ({ runtime: { faultState } }, value) => {
    faultState.networkDelayMs = Number(value) * 1000;
    faultState.network = state;
  },
  lift: ({ runtime: { faultState } }) => {
    faultState.network = 'works';
  },
});

const invocations = (fault: InvocationFault): Effect => ({
  start: ({ runtime }) => {
    runtime.faultState.invocations = fault;
  },
  lift: ({ runtime }) => {
    runtime.faultState.invocations = 'none';
  },
});

const signInFirst = ({ site }: FaultTarget): void => {
  const [first] = site.users;
  if (first) site.signIn(first.accountId);
};

async function installAgain({ site }: FaultTarget): Promise<void> {
  for (const installation of site.knownInstallations) await installation.installAgain();
}

/** What each fault does. A clock of the app that is ahead is a clock of the host that is behind. */
export const EFFECTS: Readonly<Record<FaultId, Effect>> = {
  expired: frames('late'),
  'expired-early': frames('all'),
  life: {
    start: ({ runtime: { tokenLifetimes }, lifetimes }, value) => {
      // An invocation token of a longer life than Forge's is refused everywhere.
      const invocation = Math.min(Number(value), lifetimes.invocation);
      Object.assign(tokenLifetimes, { iframe: Number(value), context: Number(value), invocation });
    },
    lift: ({ runtime: { tokenLifetimes }, lifetimes }) => {
      Object.assign(tokenLifetimes, lifetimes);
    },
  },
  'token-cached': bridge('cached'),
  'token-dying': bridge('dying'),
  'token-expired': bridge('expired'),
  'token-slow': {
    start: ({ runtime }, value) => {
      runtime.bridge.delayMs = Number(value) * 1000;
      runtime.bridge.behaviour = 'slow';
    },
    lift: ({ runtime }) => {
      runtime.bridge.behaviour = 'fresh';
    },
  },
  'token-refused': bridge('signed-out'),
  'token-silent': bridge('silent'),
  'signed-out': { start: ({ site }) => site.signOut(), lift: signInFirst },
  user: {
    check: ({ site }, value) => {
      if (!site.users.some(({ accountId }) => accountId === value))
        throw new FaultError('fault_value_invalid', `The site has no account "${value}".`);
    },
    start: ({ site }, value) => site.signIn(value),
    lift: signInFirst,
  },
  'app-clock': clock('appClock'),
  'browser-clock': clock('browserClock'),
  rotated: {
    start: async ({ site }) => {
      for (const installation of site.installations) await installation.rotateSecret();
    },
  },
  reinstalled: { start: installAgain },
  'lost-database': { start: ({ site }) => site.renewClientKey() },
  disabled: {
    start: async ({ site }) => {
      for (const installation of site.installations) await installation.disable();
    },
    lift: async ({ site }) => {
      for (const installation of site.installations) await installation.enable();
    },
  },
  uninstalled: {
    start: async ({ site }) => {
      for (const installation of site.installations) await installation.uninstall();
    },
    lift: installAgain,
  },
  slow: network('slow'),
  offline: network('offline'),
  unavailable: network('unavailable'),
  reset: network('reset'),
  'invocation-late': {
    start: ({ runtime }, value) => {
      runtime.faultState.invocationDelayMs = Number(value) * 1000;
    },
    lift: ({ runtime }) => {
      runtime.faultState.invocationDelayMs = 0;
    },
  },
  'invocation-expired': invocations('expired'),
  'invocation-foreign': invocations('foreign-app'),
  'invocation-anonymous': invocations('anonymous'),
  'invocation-huge': invocations('huge-context'),
  'missing-installed': {
    start: async ({ site }) => {
      for (const installation of site.forgeInstallations) await installation.reinstallSilently();
    },
  },
  'site-renamed': {
    start: async ({ site }) => {
      for (const installation of site.forgeInstallations) await installation.renameSite();
    },
  },
  'environment-switched': {
    start: async ({ site }) => {
      for (const installation of site.forgeInstallations) await installation.switchEnvironment('staging');
    },
    lift: async ({ site }) => {
      for (const installation of site.forgeInstallations) await installation.switchEnvironment();
    },
  },
};
