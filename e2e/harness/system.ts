import { createServer } from 'node:http';
import { startHost, type Host, type HostOptions, type Installation } from '@authbeat/host';
import { createAuthbeat, type Authbeat, type AuthbeatOptions } from '@authbeat/server';
import { memoryStore } from '@authbeat/server/memory';
import express, { type Express } from 'express';
import { createApp } from '../../examples/issue-panel/src/app.ts';
import { describeApp } from '../../examples/issue-panel/src/descriptor.ts';
import { listen } from '../../packages/server/test/support/listen.ts';
import { PAGES } from './pages.ts';

/** A clock that the host and the app share, and that a test can move. The browser's is not among them. */
export interface Clock {
  readonly now: () => number;
  advance(seconds: number): void;
}

/** The local host with the example app installed in it, both on sockets of their own. */
export interface System {
  readonly host: Host;
  readonly installation: Installation;
  readonly appUrl: string;
  readonly clock: Clock;
  close(): Promise<void>;
}

/** What differs from what a production app would have. */
export interface SystemOptions {
  readonly host?: HostOptions;
  readonly authbeat?: Partial<AuthbeatOptions>;
  /** Makes options that name the host, beside `authbeat`. */
  readonly onHost?: (host: Host) => Partial<AuthbeatOptions>;
  readonly pages?: string;
  /** Whether the traffic of the app passes through the host. Defaults to `false`. */
  readonly proxied?: boolean;
  /** The server's entry, such as one of a bundle. Defaults to that of the workspace. */
  readonly createAuthbeat?: typeof createAuthbeat;
  /** Adds routes in front of the example's. */
  readonly extend?: (app: Express, parts: { authbeat: Authbeat; bridgeUrl: string; host: Host }) => void;
  /** Makes the descriptor. Defaults to the example's own. */
  readonly describe?: (baseUrl: string) => unknown;
}

/** Starts both and installs the app. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const clock = createClock();
  const host = await startHost({ now: clock.now, ...options.host });
  const app = await startExample(host, options, clock.now);
  const installation = await host.install(app.descriptorUrl);
  return {
    host,
    installation,
    appUrl: app.url,
    clock,
    async close() {
      await host.close();
      await app.close();
    },
  };
}

/** The example app on a socket of its own. */
interface RunningExample {
  readonly url: string;
  readonly descriptorUrl: string;
  close(): Promise<void>;
}

/** Starts the example app, which trusts a host. */
export async function startExample(
  host: Host,
  options: SystemOptions = {},
  now: () => number = Date.now,
): Promise<RunningExample> {
  const server = createServer();
  const { origin, close: closeServer } = await listen(server);
  const appUrl = options.proxied === true ? (await host.startProxy({ upstream: origin })).url : origin;
  const create = options.createAuthbeat ?? createAuthbeat;
  const authbeat = create({
    appKey: 'issue-panel',
    baseUrl: appUrl,
    sessionKeys: ['the browser tests sign their sessions with this key'],
    store: memoryStore({ now }),
    installKeyServers: [host.keyServerUrl],
    bridgeUrl: host.bridgeUrl,
    authorizationServer: host.authorizationServerUrl,
    now,
    ...options.authbeat,
    ...options.onHost?.(host),
  });
  await authbeat.open();
  const { pages = PAGES, describe = describeApp } = options;
  const app = express();
  app.get('/atlassian-connect.json', (_request, response) => response.json(describe(appUrl)));
  options.extend?.(app, { authbeat, bridgeUrl: host.bridgeUrl, host });
  app.use(createApp({ authbeat, baseUrl: appUrl, bridgeUrl: host.bridgeUrl, pages }));
  server.on('request', app);
  return {
    url: appUrl,
    descriptorUrl: `${appUrl}/atlassian-connect.json`,
    async close() {
      await closeServer();
      await authbeat.close();
    },
  };
}

function createClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance(seconds) {
      ahead += seconds * 1000;
    },
  };
}
