import type { Command } from 'commander';
import type { DoctorFlags } from './doctor/flags.ts';
import { readSeconds } from './read-option.ts';
import { runUntilSignal } from './run-until-signal.ts';

const DESCRIPTION = `Examines an app and this machine, and says of each thing that it is ok, or what
to do: the descriptor and its base URL, the endpoints below the mount, pages,
policies, the clock, keys, the store, the bridge, the key server and versions.

It sends requests without a token, and changes nothing. Secrets are not printed.

Exit code: 0 when everything is ok, 1 when something has to be fixed, 2 when
the command could not run.`;

/** Adds `authbeat doctor` to a program. */
export function defineDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('find out why an app does not work')
    .description(DESCRIPTION)
    .argument('[descriptor-url]', "the app's descriptor", 'http://127.0.0.1:4200/atlassian-connect.json')
    .option('--session-key-env <name>', 'the environment variable with the session key', 'SESSION_KEY')
    .option('--store <file>', 'the SQLite store of the app')
    .option('--bridge <url>', "the host's bridge", 'https://connect-cdn.atl-paas.net/all.js')
    .option('--key-server <url>', 'the key server', 'https://connect-install-keys.atlassian.com')
    .option('--timeout <seconds>', 'timeout of a request', readSeconds, 5)
    .action(async (descriptorUrl: string, flags: DoctorFlags) => {
      process.exitCode = await runUntilSignal(
        async () => {
          // Loaded on use, so that help and mistakes in options are printed at once.
          const { runDoctor } = await import('./doctor/run-doctor.ts');
          return runDoctor(descriptorUrl, flags);
        },
        { exitCode: 2 },
      );
    });
}
