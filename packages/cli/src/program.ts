import { Command } from 'commander';
import { defineCheck } from './check.ts';
import { defineDev } from './dev.ts';
import { defineDoctor } from './doctor.ts';
import { defineGateway } from './gateway.ts';
import { defineInit } from './init.ts';
import { defineInspect } from './inspect.ts';
import { readVersion } from './read-version.ts';
import { defineTenants } from './tenants.ts';

/** The `authbeat` command, with its arguments. */
export interface Program {
  parseAsync(): Promise<unknown>;
}

/**
 * Builds the `authbeat` command. What follows `--` is a command: the one that starts the app, or the one to inspect.
 *
 * @param args without the interpreter and the script
 */
export function createProgram(args: readonly string[]): Program {
  const separator = args.indexOf('--');
  const own = separator < 0 ? args : args.slice(0, separator);
  const command = separator < 0 ? [] : args.slice(separator + 1);
  const program = new Command('authbeat')
    .description(
      'Keeps Atlassian iframe apps signed in: a local host for development, and a security scanner.',
    )
    .version(readVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError('Run "authbeat --help" for the commands.');
  defineDev(program, command);
  defineCheck(program, command);
  defineInspect(program, command);
  defineGateway(program);
  defineTenants(program);
  defineInit(program);
  defineDoctor(program);
  return { parseAsync: async () => program.parseAsync(own, { from: 'user' }) };
}
