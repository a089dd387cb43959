import { formatInspection, inspect, type Inspection, type InspectOptions } from '@authbeat/core/inspect';
import { CommandError } from '../command-error.ts';
import type { InspectFlags } from './flags.ts';
import { readDescriptor, readPublicKeys } from './read-files.ts';
import { readInspectInput } from './read-input.ts';
import { readSecrets } from './read-secrets.ts';

/** Longer lines are hard to read, however wide the terminal is. */
const MAX_WIDTH = 100;

/**
 * Inspects the input and prints what was found.
 *
 * @returns the exit code: 0 when nothing is wrong, 1 otherwise
 * @throws {CommandError} when an option cannot be used
 */
export async function runInspect(
  input: string | undefined,
  command: readonly string[],
  flags: InspectFlags,
): Promise<number> {
  if (flags.secretStdin === true && input === '-')
    throw new CommandError('The standard input is either the input ("-") or the secret (--secret-stdin).');
  const inspection = await inspect(readInspectInput(input, command), await readOptions(flags));
  process.stdout.write(
    flags.json === true ? `${JSON.stringify(inspection, undefined, 2)}\n` : format(inspection),
  );
  return hasFault(inspection) ? 1 : 0;
}

async function readOptions(flags: InspectFlags): Promise<InspectOptions> {
  const { at, baseUrl, method, url, descriptor, jwks } = flags;
  return {
    secrets: await readSecrets(flags),
    showTokens: flags.showTokens ?? false,
    ...(at !== undefined && { at }),
    ...(baseUrl !== undefined && { baseUrl }),
    ...(method !== undefined && { method }),
    ...(url !== undefined && { url }),
    ...(descriptor !== undefined && { descriptor: readDescriptor(descriptor) }),
    ...(jwks !== undefined && { keys: readPublicKeys(jwks) }),
  };
}

function format(inspection: Inspection): string {
  const { isTTY, columns } = process.stdout;
  return formatInspection(inspection, {
    colour: isTTY && !process.env['NO_COLOR'],
    width: Math.min(isTTY ? columns : 80, MAX_WIDTH),
  });
}

function hasFault({ causes, tokens }: Inspection): boolean {
  return [...causes, ...tokens.flatMap((token) => token.causes)].some(
    ({ certainty }) => certainty !== 'note',
  );
}
