import { createServer, type Server } from 'node:http';
import { createGateway } from '@authbeat/gateway';
import { startHost, type Host, type HostOptions, type Installation } from '@authbeat/host';
import { memoryStore } from '@authbeat/server/memory';
import { onTestFinished } from 'vitest';
import { findFreePort } from '../../packages/server/test/support/free-port.ts';
import { listen } from '../../packages/server/test/support/listen.ts';
import type { UnchangedApp } from './apps.ts';

/** The local host, and an app that is installed in it. */
export interface Setting {
  readonly host: Host;
  readonly installation: Installation;
  /** The address that the browser knows. */
  readonly appUrl: string;
  /** The address that only the gateway should know. */
  readonly upstreamUrl: string;
}

export interface SettingOptions {
  readonly host?: HostOptions;
  /** Whether there is a gateway between the browser and the app. Defaults to `false`. */
  readonly gateway?: boolean;
  /** Whether the gateway passes on what it does not know. Its own default is to pass it. */
  readonly unknown?: 'pass' | 'refuse';
}

/** Starts an app, behind a gateway or alone, and installs it in a local host. All of it ends with the test. */
export async function startSetting(app: UnchangedApp, options: SettingOptions = {}): Promise<Setting> {
  const host = await startHost(options.host);
  onTestFinished(async () => host.close());
  const port = await findFreePort();
  const upstreamUrl = `http://127.0.0.1:${port}`;
  const front = options.gateway === true ? createServer() : undefined;
  const listening = front && (await listen(front));
  if (listening) onTestFinished(listening.close);
  const appUrl = listening?.origin ?? upstreamUrl;
  const { keyServerUrl, bridgeUrl } = host;
  const { close } = await app.start({ port, baseUrl: appUrl, keyServerUrl, bridgeUrl });
  onTestFinished(close);
  if (front)
    await openGateway(front, {
      upstream: upstreamUrl,
      host,
      app,
      unknown: options.unknown,
    });
  const installation = await host.install(`${appUrl}/atlassian-connect.json`);
  return { host, installation, appUrl, upstreamUrl };
}

interface GatewaySetting {
  readonly upstream: string;
  readonly host: Host;
  readonly app: UnchangedApp;
  readonly unknown: SettingOptions['unknown'];
}

async function openGateway(
  front: Server,
  { upstream, host, app: { identity, pages = [] }, unknown }: GatewaySetting,
): Promise<void> {
  const gateway = createGateway({
    upstream,
    apis: [{ path: '/api/*', identity }],
    pages,
    inject: true,
    ...(unknown && { unknown }),
    server: {
      sessionKeys: ['the browser tests sign their sessions with this key'],
      store: memoryStore(),
      installKeyServers: [host.keyServerUrl],
      bridgeUrl: host.bridgeUrl,
      leeway: 0,
    },
  });
  front.on('request', gateway.onRequest).on('upgrade', gateway.onUpgrade);
  onTestFinished(async () => gateway.close());
  await gateway.open();
}
