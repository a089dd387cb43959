import type { RequestBody } from '../../request.ts';

/** Collects the chunks of a body, never beyond `limit` bytes. */
export async function collectBody(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<RequestBody> {
  const collected: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of chunks) {
      length += chunk.byteLength;
      if (length > limit) return { state: 'too-large' };
      collected.push(chunk);
    }
  } catch {
    return { state: 'aborted' };
  }
  return { state: 'raw', bytes: Buffer.concat(collected) };
}

/** A body that somebody else has read: as bytes where they kept those, or as what they made of it. */
export function takeBody(value: unknown, limit: number): RequestBody {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  if (!(bytes instanceof Uint8Array)) return { state: 'parsed', value };
  return bytes.byteLength > limit ? { state: 'too-large' } : { state: 'raw', bytes };
}
