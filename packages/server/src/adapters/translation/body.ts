import { readBounded } from '@authbeat/core';
import type { RequestBody } from '../../request.ts';

/** Collects the chunks of a body, at most `limit` bytes. */
export async function collectBody(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<RequestBody> {
  try {
    const { bytes, truncated } = await readBounded(chunks, limit);
    return truncated ? { state: 'too-large' } : { state: 'raw', bytes };
  } catch {
    return { state: 'aborted' };
  }
}

/** How much of a body that is too large is read besides, in bytes, and for how long, in milliseconds. */
const DISCARD_LIMIT = 2_097_152;
const DISCARD_MS = 1000;

/**
 * Reads some more of a body that is too large, and drops it. A caller who is still sending when the connection is
 * closed may lose the response.
 */
export async function discard(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const timeout = Promise.withResolvers<void>();
  const timer = setTimeout(timeout.resolve, DISCARD_MS);
  await Promise.race([readAndDrop(chunks), timeout.promise]);
  clearTimeout(timer);
}

async function readAndDrop(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  let rest = DISCARD_LIMIT;
  try {
    for await (const chunk of chunks) {
      rest -= chunk.byteLength;
      if (rest < 0) return;
    }
  } catch {
    // The caller closed the connection: nothing is left to read.
  }
}

/** A body that a parser has read before: its bytes if the parser kept them, or else the parsed value. */
export function takeBody(value: unknown, limit: number): RequestBody {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  if (!(bytes instanceof Uint8Array)) return { state: 'parsed', value };
  return bytes.byteLength > limit ? { state: 'too-large' } : { state: 'raw', bytes };
}
