import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startHost, type Host } from '../src/index.ts';

describe('a local host', () => {
  let host: Host | undefined;

  afterEach(async () => {
    vi.unstubAllEnvs();
    await host?.close();
    host = undefined;
  });

  it('refuses to start where NODE_ENV is production', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    await expect(startHost()).rejects.toMatchObject({
      name: 'HostInProductionError',
      code: 'host_in_production',
      message:
        'The local host does not start when NODE_ENV is "production": it signs with development keys. Unset NODE_ENV for development.',
    });
  });

  it('reports every mistake in its options at once, each by its name', async () => {
    const options = { port: -1, iframeTokenLifetime: 0, contextTokenLifetime: Number.NaN, now: 5 as never };
    await expect(startHost(options)).rejects.toMatchObject({
      code: 'host_options_invalid',
      problems: [
        expect.stringContaining('`port`'),
        expect.stringContaining('`iframeTokenLifetime`'),
        expect.stringContaining('`contextTokenLifetime`'),
        expect.stringContaining('`now`'),
      ],
    });
  });

  it('names the port when it is taken', async () => {
    host = await startHost();
    await expect(startHost({ port: host.port })).rejects.toMatchObject({
      code: 'port_taken',
      port: host.port,
      message: `Another process listens on port ${host.port} of 127.0.0.1. Choose another port.`,
    });
  });

  it('listens on the loopback interface and on no other', async () => {
    host = await startHost();
    const { port } = host;
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    const reached = await Promise.all(others.map(async ({ address }) => isReachable(address, port)));
    expect(reached).not.toContain(true);
    expect(await isReachable('127.0.0.1', port)).toBe(true);
  });

  it('gives addresses that differ in site from an app on 127.0.0.1', async () => {
    host = await startHost();
    expect(host.hostBaseUrl).toBe(`http://jira.localhost:${host.port}`);
    expect(host.keyServerUrl).toBe(`http://127.0.0.1:${host.port}/install-keys`);
    expect(host.bridgeUrl).toBe(`http://jira.localhost:${host.port}/atlassian-connect/all.js`);
    expect(host.issueUrl('AB-2')).toBe(`${host.hostBaseUrl}/browse/AB-2`);
    expect(host.issueUrl()).toBe(`${host.hostBaseUrl}/browse/AB-1`);
  });

  it('has sites with names, addresses and clientKeys of their own', async () => {
    host = await startHost();
    const other = host.addSite('other');
    expect(other.hostBaseUrl).toBe(`http://other.localhost:${host.port}`);
    expect(other.clientKey).not.toBe(host.site.clientKey);
    expect(host.sites).toEqual([host.site, other]);
    expect(other.users.filter(({ admin }) => admin)).toHaveLength(1);
    expect(() => host?.addSite('other')).toThrow(expect.objectContaining({ code: 'host_options_invalid' }));
    expect(() => host?.addSite('no.dots')).toThrow(expect.objectContaining({ code: 'host_options_invalid' }));
  });

  it('frees its port when it is closed, even while a connection is open', async () => {
    host = await startHost();
    const { port } = host;
    const idle = connect(port, '127.0.0.1');
    await new Promise((resolve) => idle.once('connect', resolve));
    const hungUp = new Promise((resolve) => idle.once('close', resolve));
    idle.on('error', () => {});
    await host.close();
    host = undefined;
    await hungUp;
    const next = await startHost({ port });
    expect(next.port).toBe(port);
    await next.close();
  });
});

async function isReachable(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const settle = (reached: boolean) => () => {
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', settle(true)).once('error', settle(false)).once('timeout', settle(false));
  });
}
