import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { DEFAULT_MOUNT, type Descriptor } from '@authbeat/core';
import { createAuthbeat, type Authbeat } from '@authbeat/server';
import { refuseUpgrade, sendResponse } from '@authbeat/server/node';
import type { Guards, Services } from './doors/visit.ts';
import { GatewayError } from './errors.ts';
import { createAssertions } from './identity/assertions.ts';
import type { SkipReason } from './injection/inject.ts';
import { resolveOptions, serverOptions, type GatewayOptions, type GatewaySettings } from './options.ts';
import { upstreamSecretHeader } from './proxy/headers.ts';
import { createUpstream } from './proxy/upstream.ts';
import { NOT_READY } from './responses.ts';
import { loadRoutes, type LoadedRoutes } from './routes/load.ts';
import type { Plan } from './routes/plan.ts';
import { serveRequest, serveUpgrade } from './serve.ts';
import { createTelemetry } from './telemetry.ts';

/** A gateway, as the listeners of a server of Node. */
export interface Gateway {
  /**
   * Reads the descriptor of the app and opens the store. Until then, requests get 503.
   *
   * @throws {GatewayError} when the app has no descriptor that can be guarded, or routes contradict each other
   * @throws {UpstreamError} when the app does not respond
   * @throws {StoreError}
   */
  open(): Promise<void>;
  /** Closes the store and the connections to the upstream. */
  close(): Promise<void>;
  /** What is guarded; `undefined` until it is open. */
  readonly plan: () => Plan | undefined;
  /** For the event `request` of a server. */
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  /** For the event `upgrade` of a server. */
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/**
 * Builds a gateway in front of an app. See docs/gateway/README.md.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { createGateway } from '@authbeat/gateway';
 * import { sqliteStore } from '@authbeat/server/sqlite';
 *
 * const gateway = createGateway({
 *   upstream: 'http://127.0.0.1:8080',
 *   server: { sessionKeys: [process.env['SESSION_KEY']], store: sqliteStore('authbeat.db') },
 *   apis: [{ path: '/api/*' }],
 * });
 * await gateway.open();
 * createServer(gateway.onRequest).on('upgrade', gateway.onUpgrade).listen(8081);
 * ```
 *
 * @throws {GatewayError} with every mistake in the options
 */
export function createGateway(options: GatewayOptions): Gateway {
  const settings = resolveOptions(options);
  const upstream = createUpstream(settings);
  const closed = new AbortController();
  let services: Services | undefined;
  let timer: NodeJS.Timeout | undefined;

  const load = async (): Promise<LoadedRoutes> => {
    const timeout = AbortSignal.timeout(Math.ceil(settings.upstreamTimeout * 1000));
    return loadRoutes(upstream, settings, AbortSignal.any([closed.signal, timeout]));
  };
  const onFailure = (error: unknown): void => {
    settings.logger?.error({ error: describe(error) }, 'authbeat gateway: the upstream failed');
  };
  /** Reads the descriptor again. What was known stays in force when that fails. */
  const refresh = async (known: Services): Promise<void> => {
    try {
      const { descriptor, plan } = await load();
      if (descriptor.key !== known.appKey || descriptor.baseUrl !== known.identity.baseUrl)
        throw new GatewayError(['the descriptor has another key or base URL than at the start']);
      services = { ...known, plan };
    } catch (error) {
      if (!closed.signal.aborted)
        settings.logger?.warn(
          { error: describe(error) },
          'authbeat gateway: the descriptor was not read again',
        );
    }
  };

  return {
    async open() {
      const { descriptor, plan } = await load();
      const authbeat = createAuthbeat(serverOptions(settings, descriptor));
      await authbeat.open();
      services = { ...compose(settings, descriptor, authbeat), plan, upstream, onFailure };
      timer = setInterval(
        () => services && void refresh(services),
        settings.descriptorRefresh * 1000,
      ).unref();
    },
    async close() {
      clearInterval(timer);
      closed.abort();
      upstream.close();
      await services?.authbeat.close();
      services = undefined;
    },
    plan: () => services?.plan,
    onRequest(request, response) {
      if (services) void serveRequest(request, response, services);
      else sendResponse(response, NOT_READY);
    },
    onUpgrade(request, socket, head) {
      if (services) void serveUpgrade(request, { socket, head }, services);
      else refuseUpgrade(socket, NOT_READY);
    },
  };
}

function compose(
  settings: GatewaySettings,
  descriptor: Descriptor,
  authbeat: Authbeat,
): Omit<Services, 'plan' | 'upstream' | 'onFailure'> {
  const { server, upstreamSecret, assertionKeys } = settings;
  const { baseUrl, key } = descriptor;
  const { host, protocol, pathname } = new URL(baseUrl);
  const mountPath = `${pathname.replace(/\/+$/, '')}${server.mount ?? DEFAULT_MOUNT}`;
  const onSkipped = (reason: SkipReason): void => {
    settings.logger?.warn({ reason }, 'authbeat gateway: a page did not get the script');
  };
  const sessionKeys = server.sessionKeys.filter((sessionKey) => sessionKey !== undefined);
  return {
    authbeat,
    guards: createGuards(authbeat),
    telemetry: createTelemetry(),
    appKey: key,
    mountPath,
    injection: settings.inject
      ? { mountPath, baseUrl, paths: settings.apis.map(({ path }) => path), onSkipped }
      : undefined,
    identity: {
      authbeat,
      baseUrl,
      host,
      scheme: protocol.slice(0, -1),
      assertions: createAssertions(assertionKeys, sessionKeys),
      audience: settings.audience,
      qshOrder: settings.qshOrder,
      trustForwarded: settings.trustForwarded,
      assertionLifetime: server.ticketLifetime ?? 30,
      now: server.now ?? Date.now,
    },
    constantHeaders: upstreamSecretHeader(upstreamSecret),
  };
}

/** Each guard is made once, for all requests. */
function createGuards(authbeat: Authbeat): Guards {
  return {
    page: authbeat.page(),
    api: authbeat.api(),
    webhook: authbeat.webhook(),
    lifecycle: {
      installed: authbeat.lifecycle('installed'),
      uninstalled: authbeat.lifecycle('uninstalled'),
      enabled: authbeat.lifecycle('enabled'),
      disabled: authbeat.lifecycle('disabled'),
    },
  };
}

/** What the log says of an error. Messages of errors that are not the gateway's own may hold addresses and secrets. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const code: unknown = Reflect.get(error, 'code');
  return {
    name: error.name,
    ...(typeof code === 'string' && { code }),
    ...(error instanceof GatewayError && { problems: error.problems }),
    ...(error.cause !== undefined && { cause: describe(error.cause) }),
  };
}
