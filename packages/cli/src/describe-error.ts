import { AuthbeatError } from '@authbeat/core';
import { CommandError } from './command-error.ts';

/** One line for a person; the stack only where the mistake is ours. */
export function describeError(error: unknown): string {
  if (error instanceof AuthbeatError || error instanceof CommandError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
