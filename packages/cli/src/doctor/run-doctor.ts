import { styleText } from 'node:util';
import { CommandError } from '../command-error.ts';
import { examineApp } from './examine-app.ts';
import { examineMachine, examineNetwork } from './examine-machine.ts';
import type { DoctorFlags } from './flags.ts';
import { createSend } from './request.ts';
import type { Result } from './result.ts';

const COLOURS = { ok: 'green', note: 'yellow', fix: 'red' } as const;

/**
 * Examines an app and this machine, and prints one line for each thing.
 *
 * @returns the exit code: 0 when nothing has to be fixed, 1 otherwise
 * @throws {CommandError} when an address is no URL
 */
export async function runDoctor(descriptorUrl: string, flags: DoctorFlags): Promise<number> {
  for (const url of [descriptorUrl, flags.bridge, flags.keyServer])
    if (!/^https?:/i.test(url) || !URL.canParse(url))
      throw new CommandError(`"${url}" is not an http or https URL.`);
  const send = createSend(flags.timeout);
  const [app, network] = await Promise.all([
    examineApp(descriptorUrl, flags.bridge, send),
    examineNetwork(flags, send),
  ]);
  const results = [...examineMachine(process.cwd(), process.env, flags), ...app, ...network];
  process.stdout.write(`${format(results)}\n`);
  return results.some(({ status }) => status === 'fix') ? 1 : 0;
}

function format(results: readonly Result[]): string {
  const width = Math.max(...results.map(({ topic }) => topic.length));
  return results
    .map(({ topic, status, message }) => {
      // What an app responds with may contain control characters.
      const plain = message.replaceAll(/\p{Cc}/gu, ' ');
      return `${styleText(COLOURS[status], status.padEnd(4))}  ${topic.padEnd(width)}  ${plain}`;
    })
    .join('\n');
}
