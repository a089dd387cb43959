import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { trustAccountId, type Authbeat, type ConnectPrincipal } from '../../src/index.ts';
import type { RunningApp } from '../../src/testing/index.ts';
import { createTenant, openAuthbeat, type Tenant } from '../../src/testing/adapters/tenant.ts';

/** Starts a server of Node on a free port. */
export async function listen(server: Server): Promise<RunningApp> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The origin of a server that listens until the test ends. */
export async function serveForTest(server: Server): Promise<string> {
  const { port, close } = await listen(server);
  onTestFinished(close);
  return `http://127.0.0.1:${port}`;
}

/** Authbeat with one tenant, until the test ends. */
export async function authbeatForTest(): Promise<{ readonly authbeat: Authbeat; readonly tenant: Tenant }> {
  const tenant = createTenant();
  const authbeat = await openAuthbeat(tenant);
  onTestFinished(async () => authbeat.close());
  return { authbeat, tenant };
}

export const PRINCIPAL: ConnectPrincipal = {
  kind: 'session',
  platform: 'connect',
  tenantId: 'a-tenant',
  clientKey: 'a-tenant',
  hostBaseUrl: 'https://example.atlassian.net',
  accountId: trustAccountId('alice'),
  context: {},
  signedContext: undefined,
  license: undefined,
  get host(): never {
    throw new Error('This principal has no host.');
  },
};

/** An Authbeat whose guards admit every request, with these headers, after `until`. */
export function lenient(
  authbeat: Authbeat,
  {
    headers = {},
    until = Promise.resolve(),
  }: { headers?: Record<string, string>; until?: Promise<void> } = {},
): Authbeat {
  const admit = async () => {
    await until;
    return { admitted: true, principal: PRINCIPAL, headers } as const;
  };
  const admitToShell = async () => ({ ...(await admit()), principal: undefined });
  return {
    ...authbeat,
    page: () => admit,
    api: () => admit,
    webhook: () => admit,
    shell: () => admitToShell,
  };
}
