import { AuthbeatError } from '@authbeat/core';
import { CommandError } from './command-error.ts';

/** The message of an error. Unexpected errors come with their stack. */
export function describeError(error: unknown): string {
  if (error instanceof AuthbeatError || error instanceof CommandError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
