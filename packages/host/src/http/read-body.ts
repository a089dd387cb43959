import type { IncomingMessage } from 'node:http';
import { isRecord, readBounded } from '@authbeat/core';

const MAX_BODY_SIZE = 16 * 1024;

/** Reads a JSON object of at most 16 KB. `undefined` for any other body. */
export async function readJsonBody(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return undefined;
  try {
    const { bytes, truncated } = await readBounded(request as AsyncIterable<Buffer>, MAX_BODY_SIZE);
    const value: unknown = truncated ? undefined : JSON.parse(bytes.toString('utf8'));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
