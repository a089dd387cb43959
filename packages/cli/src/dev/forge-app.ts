import { watch } from 'node:fs';
import { styleText } from 'node:util';
import type { ForgeInstallation, ForgeManifest, Host } from '@authbeat/host';
import { describeError } from '../describe-error.ts';
import { isThisMachine, type AppPlace } from './app-place.ts';
import { explainFailure } from './explain-failure.ts';
import { openPage, startFaults } from './keep-installed.ts';
import type { DevelopOptions } from './options.ts';
import { waitForApp } from './wait-for-app.ts';
import { watchForRestarts } from './watch-for-restarts.ts';

/** A Forge app, by its manifest. */
export interface ForgeApp {
  readonly path: string;
  readonly manifest: ForgeManifest;
}

/** The environment of the app that is installed: the one that `forge tunnel` shows, and `fromEnvironment()` admits. */
export const FORGE_ENVIRONMENT = 'development';
/** Editors write a file in several steps. */
const SETTLE_MS = 200;

/** Is the descriptor the manifest of a Forge app? */
export function isManifest(descriptor: string | undefined): descriptor is string {
  return descriptor !== undefined && /\.ya?ml$/i.test(descriptor) && !/^https?:/i.test(descriptor);
}

/** The environment variables of a Forge app, besides those of a Connect app. */
export function forgeEnvironment(host: Host, { manifest: { appId } }: ForgeApp): Record<string, string> {
  return {
    AUTHBEAT_FORGE_APP_ID: appId,
    AUTHBEAT_FORGE_ENVIRONMENTS: FORGE_ENVIRONMENT,
    AUTHBEAT_FORGE_JWKS_URL: host.jwksUrl,
    AUTHBEAT_FORGE_ORIGINS: host.forgeOrigins(appId).join(','),
  };
}

/** The same, as a line to paste. */
export function describeForgeTrust(host: Host, app: ForgeApp): string[] {
  const variables = Object.entries(forgeEnvironment(host, app)).map(([name, value]) => `${name}=${value}`);
  return ['For the Forge app, add:', `    ${variables.join(' ')}`];
}

/**
 * Installs a Forge app, and again after a restart of its remote and after a change of its manifest. Goes on after
 * failures, and reports each.
 */
export async function keepForgeInstalled(
  options: DevelopOptions,
  host: Host,
  app: ForgeApp,
  place: AppPlace & { readonly watched: string },
  signal: AbortSignal,
): Promise<void> {
  const { reporter, wait } = options;
  let installation: ForgeInstallation | undefined;
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      if (signal.aborted) return;
      const { reason, cause } = explainFailure(error);
      reporter.report(
        { event: 'not-installed', reason, ...(cause !== undefined && { cause }) },
        [
          `The app is not installed: ${reason}`,
          ...(cause === undefined ? [] : [`Likely cause: ${cause}`]),
        ].join('\n'),
      );
    }
  };
  const install = async (): Promise<void> => {
    const remotes = placeRemotes(options, app.manifest, place);
    const isFirst = installation === undefined;
    installation = await host.installForge(app.path, {
      environment: FORGE_ENVIRONMENT,
      remotes,
      variables: process.env,
    });
    if (isFirst) await begin(options, host, installation, remotes);
    else
      reporter.report(
        { event: 'installed-again', because: 'manifest' },
        'The manifest changed. Reload the page.',
      );
  };
  const installAgain = async (): Promise<void> => {
    await waitForApp([place.watched], wait, signal);
    if (installation === undefined) return install();
    await installation.install();
    return reporter.report(
      { event: 'installed-again', because: 'restart' },
      'The app restarted and was installed again.',
    );
  };
  await attempt(install);
  if (signal.aborted) return;
  watchFile(app.path, signal, () => void attempt(install));
  await watchForRestarts(new URL(place.watched), signal, async () => attempt(installAgain));
}

/** Every remote is the app that runs here, unless the manifest says so itself, or it may be elsewhere. */
function placeRemotes(
  { allowRemote }: DevelopOptions,
  { remotes }: ForgeManifest,
  { appUrl }: AppPlace,
): Record<string, string> {
  return Object.fromEntries(
    remotes
      .filter(({ baseUrl }) => !allowRemote && !isThisMachine(baseUrl))
      .map(({ key, baseUrl }) => [key, appUrl + new URL(baseUrl).pathname.replace(/\/$/, '')]),
  );
}

/** After the first installation: says where to look, and starts the faults. */
async function begin(
  options: DevelopOptions,
  host: Host,
  installation: ForgeInstallation,
  remotes: Readonly<Record<string, string>>,
): Promise<void> {
  const { manifest, installationId } = installation;
  const addresses = manifest.modules.map(
    ({ key, title, type }) =>
      [title, installation.pageUrl(key, /issue/i.test(type) ? { issue: 'AB-1' } : {})] as const,
  );
  options.reporter.report(
    {
      event: 'installed',
      app: manifest.appId,
      installationId,
      addresses: Object.fromEntries(addresses),
      remotes,
    },
    describeForgeRun(host, installation, addresses, remotes),
  );
  await startFaults(options, host);
  const [first] = addresses;
  if (options.open && first) openPage(first[1], options.reporter);
}

function describeForgeRun(
  host: Host,
  { manifest, environment }: ForgeInstallation,
  addresses: readonly (readonly [string, string])[],
  remotes: Readonly<Record<string, string>>,
): string {
  const width = Math.max(0, ...addresses.map(([title]) => plain(title).length));
  return [
    '',
    `The Forge app is installed, in its environment ${environment}. Invocation tokens expire after ${host.tokenLifetimes.invocation} s.`,
    '',
    ...addresses.map(([title, url]) => `  ${plain(title).padEnd(width)}  ${styleText('cyan', url)}`),
    '',
    ...Object.entries(remotes).map(([key, url]) => `  The remote "${key}" is ${url} here.`),
    ...manifest.notSimulated.map(({ type, key, reason }) => `  Not shown: ${type} "${key}". ${reason}`),
    '',
    styleText('dim', 'Press Ctrl-C to stop.'),
    '',
  ].join('\n');
}

/** Titles may contain control characters, which would move the cursor of the terminal. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, '');
}

function watchFile(path: string, signal: AbortSignal, changed: () => void): void {
  let timer: NodeJS.Timeout | undefined;
  try {
    watch(path, { persistent: false, signal }, () => {
      clearTimeout(timer);
      timer = setTimeout(changed, SETTLE_MS).unref();
    }).on('error', () => {});
  } catch (error) {
    process.stderr.write(`The manifest is not watched: ${describeError(error)}\n`);
  }
}
