import type { Descriptor } from '@authbeat/core';
import type { Installer, Tenant } from './installer.ts';

/** The tenants that are installed for a scan. */
export interface TestTenants {
  readonly first: Tenant;
  readonly second: Tenant;
  /** Installs one more, for what would disturb other checks. */
  add(): Promise<Tenant>;
  /** Uninstalls every tenant that is still installed. Never throws. */
  close(): Promise<void>;
}

/** Runs one task after another. */
export type Queue = <Result>(task: () => Promise<Result>) => Promise<Result>;

/**
 * Installs the app twice.
 *
 * @param queue lifecycle calls wait here: hosts make one at a time, and apps may rely on that
 * @throws what the installer throws when the app does not accept it
 */
export async function installTestTenants(
  installer: Installer,
  { descriptorUrl, descriptor }: { readonly descriptorUrl: string; readonly descriptor: Descriptor },
  queue: Queue,
): Promise<TestTenants> {
  const tenants: Tenant[] = [];
  const add = async (): Promise<Tenant> => {
    const tenant = queued(await queue(async () => installer.install(descriptorUrl, descriptor)), queue);
    tenants.push(tenant);
    return tenant;
  };
  const close = async (): Promise<void> => {
    await Promise.allSettled(tenants.map(async (tenant) => tenant.uninstall()));
  };
  try {
    const first = await add();
    const second = await add();
    return { first, second, add, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function queued(tenant: Tenant, queue: Queue): Tenant {
  const { clientKey, hostBaseUrl, administrator, member, publicKey } = tenant;
  return {
    clientKey,
    hostBaseUrl,
    administrator,
    member,
    publicKey,
    get sharedSecret() {
      return tenant.sharedSecret;
    },
    signLifecycle: async (call) => tenant.signLifecycle(call),
    reinstall: async () => queue(async () => tenant.reinstall()),
    uninstall: async () => queue(async () => tenant.uninstall()),
  };
}
