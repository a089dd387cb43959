import type { IncomingMessage } from 'node:http';
import { parseJson, readBounded } from '@authbeat/core';
import type { UploadedFile } from './resource.ts';

const MAX_JSON_SIZE = 32 * 1024;
const MAX_FORM_SIZE = 1024 * 1024;

/** What a call carries. */
export interface CallContent {
  /** The value of its JSON; `undefined` without one. */
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
}

/** Reads the body of a call: JSON of at most 32 KB, or files of at most 1 MB together. A longer one counts as absent. */
export async function readContent(request: IncomingMessage): Promise<CallContent> {
  const mediaType = request.headers['content-type'] ?? '';
  const isForm = /^multipart\/form-data\b/i.test(mediaType);
  const { bytes, truncated } = await readBounded(
    request as AsyncIterable<Buffer>,
    isForm ? MAX_FORM_SIZE : MAX_JSON_SIZE,
  );
  if (truncated) return { body: undefined, files: [] };
  return isForm
    ? { body: undefined, files: await readFiles(bytes, mediaType) }
    : { body: parseJson(bytes.toString('utf8')), files: [] };
}

async function readFiles(bytes: Buffer, mediaType: string): Promise<UploadedFile[]> {
  const response = new Response(new Uint8Array(bytes), { headers: { 'content-type': mediaType } });
  const form = await response.formData().catch(() => new FormData());
  const parts = [...form.values()].filter((part) => typeof part !== 'string');
  return Promise.all(
    parts.map(async (part) => ({
      name: part.name.slice(0, 255),
      mediaType: part.type === '' ? 'application/octet-stream' : part.type,
      bytes: Buffer.from(await part.arrayBuffer()),
    })),
  );
}
