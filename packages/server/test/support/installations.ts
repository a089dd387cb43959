import { onTestFinished } from 'vitest';
import type { Store } from '../../src/index.ts';
import { createSignals } from '../../src/signals/signals.ts';
import { createInstallations, type Installation } from '../../src/tenants/installations.ts';
import { createSecretBox } from '../../src/tenants/secret-box.ts';
import { createTenants } from '../../src/tenants/tenants.ts';
import type { TestApp } from './app.ts';

/** Installations as another node of the app sees them, which has verified their invocation tokens. */
export interface AdmittedInstallations {
  /** Admits an installation by a token that was issued now. */
  admit(installationId: string): Promise<Installation>;
  find(installationId: string): Promise<Installation | undefined>;
  uninstall(installationId: string): Promise<void>;
}

export async function admitInstallations(app: TestApp, store: Store): Promise<AdmittedInstallations> {
  const now = (): number => app.clock.now();
  const shared = { store, now, staleForMs: 1000 };
  const tenants = createTenants({ ...shared, box: createSecretBox([]), refusesDisabled: false });
  const onEvent = (event: TestApp['events'][number]): void => void app.events.push(event);
  const signals = createSignals({ now, onEvent, nodeName: 'another-node', logger: undefined });
  const installations = createInstallations({ ...shared, tenants, signals });
  onTestFinished(
    store.watch((change) => {
      tenants.apply(change);
      installations.apply(change);
    }),
  );
  const seconds = (): number => Math.floor(now() / 1000);
  return {
    admit: async (installationId) =>
      installations.admit({
        installationId,
        environment: { type: 'production' },
        cloudId: 'cloud',
        iat: seconds(),
      }),
    find: async (installationId) => installations.find(installationId),
    uninstall: async (installationId) => installations.uninstall(installationId, seconds()),
  };
}
