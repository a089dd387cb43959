import type { IncomingMessage } from 'node:http';
import type { RequestBody } from '../request.ts';

/**
 * Reads a Node request's body, never beyond `limit` bytes; what a parser in front has already read is taken
 * as that parser left it.
 */
export async function readBody(
  request: IncomingMessage,
  parsed: unknown,
  limit: number,
): Promise<RequestBody> {
  if (request.readableDidRead) {
    return parsed instanceof Uint8Array
      ? { state: 'raw', bytes: parsed }
      : { state: 'parsed', value: parsed };
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      if (length > limit) return { state: 'too-large' };
      chunks.push(chunk);
    }
  } catch {
    return { state: 'aborted' };
  }
  return { state: 'raw', bytes: Buffer.concat(chunks) };
}
