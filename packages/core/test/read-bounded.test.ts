import { describe, expect, it } from 'vitest';
import { readBounded } from '../src/index.ts';

/** A body in pieces, and how many of them were read. */
function body(...sizes: readonly number[]) {
  const source = { read: 0, closed: false };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (const size of sizes) {
        source.read += 1;
        yield new Uint8Array(size).fill(source.read);
      }
    } finally {
      source.closed = true;
    }
  }
  return { source, chunks: chunks() };
}

describe('a bounded body', () => {
  it.each([
    ['empty', [], false],
    ['below the limit', [3, 4], false],
    ['at the limit', [4, 6], false],
    ['above the limit by one byte', [4, 7], true],
    ['above the limit in one piece', [100], true],
  ])('that is %s has at most 10 bytes', async (_, sizes, truncated) => {
    const read = await readBounded(body(...sizes).chunks, 10);
    const length = sizes.reduce((sum, size) => sum + size, 0);
    expect(read).toEqual({ bytes: expect.any(Buffer) as Buffer, truncated });
    expect(read.bytes).toHaveLength(Math.min(length, 10));
  });

  it('is not read beyond the limit, and its source is closed', async () => {
    const { source, chunks } = body(6, 6, 6, 6);
    expect(await readBounded(chunks, 10)).toEqual({
      bytes: Buffer.from([1, 1, 1, 1, 1, 1, 2, 2, 2, 2]),
      truncated: true,
    });
    expect(source).toEqual({ read: 2, closed: true });
  });

  it('passes on the error of its source', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1);
      throw new Error('reset');
    }
    await expect(readBounded(broken(), 10)).rejects.toThrow('reset');
  });
});
