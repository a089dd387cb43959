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

/** A body that a parser has read before: its bytes if the parser kept them, or else the parsed value. */
export function takeBody(value: unknown, limit: number): RequestBody {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  if (!(bytes instanceof Uint8Array)) return { state: 'parsed', value };
  return bytes.byteLength > limit ? { state: 'too-large' } : { state: 'raw', bytes };
}
