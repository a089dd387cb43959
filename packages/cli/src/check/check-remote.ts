import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { ForgeInstallation, Host } from '@authbeat/host';
import { scanRemote, type InvocationIssuer, type Report } from '@authbeat/scanner';
import { appEnvironment } from '../app-environment.ts';
import { CommandError } from '../command-error.ts';
import { checkPortIsFree } from '../dev/check-port.ts';
import { forgeEnvironment, FORGE_ENVIRONMENT } from '../dev/forge-app.ts';
import { startApp } from '../dev/start-app.ts';
import type { CheckOptions } from './check-options.ts';
import { waitUntilReady } from './start-app-and-host.ts';

/** What the app writes is kept up to this length, in characters. */
const MAX_OUTPUT = 4 * 1024 * 1024;

/** Options of a scan that both kinds of apps have. */
type ScanSettings = Pick<Parameters<typeof scanRemote>[0], 'accepted' | 'onProgress' | 'headers'>;

/**
 * Scans the remote of a Forge app with tokens of a local host, in which the app is installed.
 *
 * @throws {ScanError | ForgeError | CommandError} when the scan is impossible
 */
export async function checkRemote(options: CheckOptions, settings: ScanSettings): Promise<Report> {
  const { descriptor, command, port, appPort, appDirectory } = options;
  await checkPortIsFree(port, '--port');
  if (command.length > 0) await checkPortIsFree(appPort, '--app-port');
  const { startHost, readManifest } = await import('@authbeat/host');
  const manifest = await readManifest(descriptor, { variables: process.env });
  const host = await startHost({ port });
  const baseUrl = options.baseUrl ?? `http://127.0.0.1:${appPort}`;
  const environment = {
    ...appEnvironment(host, appPort),
    ...forgeEnvironment(host, { path: descriptor, manifest }),
  };
  let output = '';
  const keep = (text: string): void => {
    output = (output + text).slice(-MAX_OUTPUT);
  };
  const app = command.length > 0 ? startApp(command, appDirectory, environment, 'stderr', keep) : undefined;
  try {
    await waitUntilReady(app, { ...options, baseUrl });
    const remotes = Object.fromEntries(
      manifest.remotes.map((remote) => [remote.key, `${baseUrl}${pathOf(remote)}`]),
    );
    const installation = await host.installForge(descriptor, {
      environment: FORGE_ENVIRONMENT,
      remotes,
      variables: process.env,
    });
    const { timeout, concurrency, only, signal, proxy, api } = options;
    return await scanRemote({
      ...settings,
      timeout,
      concurrency,
      only,
      signal,
      ...(proxy !== undefined && { proxy }),
      appId: manifest.appId,
      baseUrl,
      routes: routesOf(installation, api),
      ...(manifest.connect && { connect: manifest.connect }),
      issuer: await createIssuer(host, installation),
      ...(app && { output: () => output }),
    });
  } finally {
    await Promise.all([app?.stop(), host.close()]);
  }
}

/** The endpoints that the manifest declares, and what the command names. @throws {CommandError} when there is neither */
function routesOf({ manifest }: ForgeInstallation, apis: readonly string[]): readonly string[] {
  const declared = manifest.endpoints.flatMap(({ remote: name, path }) => {
    const remote = manifest.remotes.find(({ key }) => key === name);
    return remote && path !== undefined ? [`POST ${pathOf(remote)}${path}`] : [];
  });
  const routes = [...new Set([...declared, ...apis])];
  if (routes.length > 0) return routes;
  throw new CommandError(
    'The manifest declares no endpoint with a path. Name a route of the remote, such as --api "GET /api/notes".',
  );
}

/** The path of a remote's base URL: a remote that runs elsewhere keeps it. */
function pathOf({ baseUrl }: { readonly baseUrl: string }): string {
  return new URL(baseUrl).pathname.replace(/\/$/, '');
}

async function createIssuer(host: Host, installation: ForgeInstallation): Promise<InvocationIssuer> {
  const [module] = installation.manifest.modules;
  return {
    publicKey: await fetchKey(host),
    mint: async (token = {}) =>
      installation.mintToken({ ...(module && { moduleKey: module.key }), ...token }),
  };
}

/** The key that signs invocation tokens, from the key set that the remote reads. */
async function fetchKey({ jwksUrl }: Host): Promise<string> {
  const { keys } = (await (await fetch(jwksUrl)).json()) as { readonly keys: readonly JsonWebKey[] };
  const [key] = keys;
  if (!key) throw new CommandError('The local host has no key.');
  return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
}
