import { readBounded } from '@authbeat/core';
import { KeyServerError } from '../errors.ts';

/** A document of a key server. */
export interface KeyDocument {
  readonly url: string;
  /** The key server, as the options name it. */
  readonly server: string;
  /** The most that is read, in bytes. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Reads a document of a key server. Redirects are errors: the configured server is the one that is trusted.
 *
 * @returns `undefined` when the server has no such document
 * @throws {KeyServerError} when it does not respond, or with too much
 */
export async function readKeyDocument({
  url,
  server,
  maxBytes,
  signal,
}: KeyDocument): Promise<string | undefined> {
  let reason: string | undefined;
  try {
    const response = await fetch(url, { redirect: 'error', signal });
    if (response.status === 200) {
      const { bytes, truncated } = await readBounded(response.body ?? [], maxBytes);
      if (!truncated) return bytes.toString('utf8');
      reason = 'its key is too large';
    } else {
      await response.body?.cancel();
      if (response.status < 500 && response.status !== 429) return undefined;
      reason = `status ${response.status}`;
    }
  } catch (cause) {
    throw new KeyServerError(server, reasonOf(cause), { cause });
  }
  throw new KeyServerError(server, reason);
}

/** The code of a network error, or its name. Its message may be long. */
function reasonOf(error: unknown): string {
  const { name = 'Error', cause } = error as { name?: string; cause?: { code?: unknown } };
  if (name === 'TimeoutError') return 'it took too long';
  return typeof cause?.code === 'string' ? cause.code : name;
}
