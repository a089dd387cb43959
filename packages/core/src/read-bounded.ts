/** The start of a body. */
export interface BoundedBody {
  /** Never more than the limit. */
  readonly bytes: Buffer;
  /** The body is longer than the limit, and the rest was not read. */
  readonly truncated: boolean;
}

/**
 * Reads a body into memory up to a limit and stops there.
 *
 * @example
 * ```ts
 * import { readBounded } from '@authbeat/core';
 *
 * export async function readText(response: Response): Promise<string> {
 *   const { bytes, truncated } = await readBounded(response.body ?? [], 65_536);
 *   if (truncated) throw new Error('The response is larger than 64 KB.');
 *   return bytes.toString('utf8');
 * }
 * ```
 *
 * @param limit in bytes
 * @throws whatever the source throws, such as the error of a connection that breaks
 */
export async function readBounded(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limit: number,
): Promise<BoundedBody> {
  const collected: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    collected.push(chunk);
    length += chunk.byteLength;
    // Leaving the loop closes the source, unless it was asked to stay open.
    if (length > limit) break;
  }
  return { bytes: Buffer.concat(collected).subarray(0, limit), truncated: length > limit };
}
