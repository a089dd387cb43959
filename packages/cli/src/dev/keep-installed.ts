import { InstallationError, parseFault, type Host, type Installation } from '@authbeat/host';
import { describeError } from '../describe-error.ts';
import type { AppPlace } from './app-place.ts';
import { describeRun, firstPage, runData } from './describe-run.ts';
import { explainFailure } from './explain-failure.ts';
import { openBrowser } from './open-browser.ts';
import type { DevelopOptions } from './options.ts';
import { readAppDescriptor } from './read-descriptor.ts';
import { describeTrustLines, describeUnread, nodeLine, trustLines } from './trust.ts';
import { waitForApp } from './wait-for-app.ts';
import { watchForRestarts } from './watch-for-restarts.ts';

/** Why the app is looked at. */
type Occasion = 'start' | 'restart' | 'page';

/**
 * Installs an app, and installs it again after a restart, when its descriptor has changed, and when a page of the host
 * is opened before an installation succeeded. Goes on after failures, and reports each once.
 *
 * @param watched the address at which the app listens
 */
export async function keepInstalled(
  options: DevelopOptions,
  host: Host,
  place: AppPlace & { readonly watched: string },
  signal: AbortSignal,
): Promise<void> {
  const { reporter, allowRemote, wait, command } = options;
  const hasEnvironment = command.length > 0;
  const source = async () => readAppDescriptor(place, allowRemote, signal);
  let installation: Installation | undefined;
  let reported = '';

  const look = async (occasion: Occasion): Promise<void> => {
    try {
      if (occasion === 'restart') await waitForApp([place.watched], wait, signal);
      if (installation === undefined) {
        installation = await host.install(source);
        await begin(options, host, installation, place);
      } else if (installation.state !== 'enabled') return;
      else if (occasion === 'restart') {
        await installation.reinstall();
        reporter.report(
          { event: 'installed-again', because: 'restart' },
          'The app restarted and was installed again.',
        );
      } else if (await installation.followDescriptor())
        reporter.report(
          { event: 'installed-again', because: 'descriptor' },
          'The descriptor changed, and the app was installed again. Reload the page.',
        );
      reported = '';
    } catch (error) {
      const isInstalled = installation !== undefined;
      // A page can be opened while the app restarts.
      if (signal.aborted || (occasion === 'page' && isInstalled && isAbsence(error))) return;
      const { reason, cause, needsTrust } = explainFailure(error, host.keyRequests > 0);
      if (reason === reported) return;
      reported = reason;
      reporter.report(
        {
          event: 'not-installed',
          reason,
          ...(cause !== undefined && { cause }),
          ...(needsTrust && { set: hasEnvironment ? [nodeLine(host)] : trustLines(host, place.appUrl) }),
        },
        [
          `The app ${isInstalled ? 'was not installed again' : 'is not installed'}${occasion === 'restart' ? ' after its restart' : ''}: ${reason}`,
          ...(cause === undefined ? [] : [`Likely cause: ${cause}`]),
          ...(needsTrust
            ? hasEnvironment
              ? describeUnread(host)
              : ['Start the app with the line of its kind:', ...describeTrustLines(host, place.appUrl)]
            : []),
          `Restart the app or open a page of the host, and the app will be installed${isInstalled ? ' again' : ''}.`,
          '',
        ].join('\n'),
      );
    }
  };

  let queue = Promise.resolve();
  const enqueue = async (occasion: Occasion): Promise<void> => {
    queue = queue.then(async () => look(occasion));
    return queue;
  };
  host.timeline.subscribe(({ kind }) => {
    if (kind === 'page' && !signal.aborted) void enqueue('page');
  });
  await enqueue('start');
  await watchForRestarts(new URL(place.watched), signal, async () => enqueue('restart'));
}

/** Does no app respond, or something in its place? */
function isAbsence(error: unknown): boolean {
  if (!(error instanceof InstallationError)) return false;
  return error.code === 'app_unreachable' || (error.code === 'app_refused' && error.data.event === undefined);
}

/** After the first installation: looks how long expired tokens are accepted, starts the faults, says what to do. */
async function begin(
  options: DevelopOptions,
  host: Host,
  installation: Installation,
  { waitUrl, file }: AppPlace,
): Promise<void> {
  const { reporter, tokenLifetime, open } = options;
  const leeway = await installation.probeLeeway();
  reporter.report(
    { event: 'installed', ...runData(host, installation), tokenLifetime, leeway },
    describeRun(host, installation, {
      tokenLifetime,
      leeway,
      ...(file === undefined && { descriptorUrl: waitUrl }),
    }),
  );
  await startFaults(options, host);
  if (open) openPage(firstPage(host), reporter);
}

/** Starts the faults that the options name, and reports each. */
export async function startFaults({ faults, reporter }: DevelopOptions, host: Host): Promise<void> {
  for (const fault of faults) {
    try {
      await host.faults.start(parseFault(fault));
      reporter.report({ event: 'note', fault }, `Fault started: ${fault}.`);
    } catch (error) {
      reporter.report({ event: 'note', fault, failed: describeError(error) }, describeError(error));
    }
  }
}

/** Opens a page in the browser, or says that it could not. */
export function openPage(url: string, reporter: DevelopOptions['reporter']): void {
  openBrowser(url, () => {
    reporter.report({ event: 'note', open: url }, `No browser could be opened. Open ${url} yourself.`);
  });
}
