import { describeError } from './describe-error.ts';

/** How a command reports a failure that prevents it from running. */
export interface FailureOptions {
  /** The exit code. */
  readonly exitCode: number;
  /** Called before the message is printed. Does nothing by default. */
  readonly beforeMessage?: () => void;
}

/**
 * Runs a command with a signal that aborts on Ctrl-C and SIGTERM, so that the command can stop what it has
 * started. Returns the exit code. An error becomes one line on the standard error output.
 */
export async function runUntilSignal(
  command: (signal: AbortSignal) => Promise<number>,
  { exitCode, beforeMessage }: FailureOptions,
): Promise<number> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  process.on('SIGINT', abort).on('SIGTERM', abort);
  try {
    return await command(controller.signal);
  } catch (error) {
    beforeMessage?.();
    console.error(`authbeat: ${describeError(error)}`);
    return exitCode;
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort);
  }
}
