import { AuthbeatError } from '@authbeat/core';
import { CommandError } from './command-error.ts';

/** What would move the cursor of a terminal. Messages may repeat what is in files and in responses. */
const CONTROL_CHARACTERS = /(?![\n\t])\p{Cc}/gu;

/** The message of an error. Unexpected errors come with their stack. */
export function describeError(error: unknown): string {
  if (error instanceof AuthbeatError || error instanceof CommandError)
    return error.message.replace(CONTROL_CHARACTERS, '');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
