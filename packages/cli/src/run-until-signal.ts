import { describeError } from './describe-error.ts';

/** How a command reports a failure that prevents it from running. */
export interface FailureOptions {
  /** The exit code. */
  readonly exitCode: number;
  /** Called before the message is printed. Does nothing by default. */
  readonly beforeMessage?: () => void;
  /** Whether it ends with its terminal, too: what it has started would go on otherwise. Defaults to `false`. */
  readonly endsWithTerminal?: boolean;
}

/**
 * Runs a command with a signal that aborts on Ctrl-C, on SIGTERM, and when the reader of its output has gone, so that the
 * command can stop what it has started. Returns the exit code. An error becomes one line on the standard error output.
 */
export async function runUntilSignal(
  command: (signal: AbortSignal) => Promise<number>,
  { exitCode, beforeMessage, endsWithTerminal = false }: FailureOptions,
): Promise<number> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const signals = ['SIGINT', 'SIGTERM', ...(endsWithTerminal ? (['SIGHUP'] as const) : [])] as const;
  for (const name of signals) process.on(name, abort);
  // Stays: the last write may fail after the command has ended.
  process.stdout.on('error', abort);
  try {
    return await command(controller.signal);
  } catch (error) {
    beforeMessage?.();
    console.error(`authbeat: ${describeError(error)}`);
    return exitCode;
  } finally {
    for (const name of signals) process.off(name, abort);
  }
}
