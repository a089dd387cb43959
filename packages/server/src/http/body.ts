import { FORM_MEDIA_TYPE, isRecord, readBounded } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import type { AuthbeatRequest, RequestBody } from '../request.ts';

/** The largest body that an endpoint reads, in bytes. */
export const BODY_LIMIT = 65_536;
/** More than any form of the protocol has. Of 64 KB, Node parses thousands of malformed fields in 60 ms, and one in less than 1 ms. */
const MAX_FIELDS = 64;
/** How much of a body that is too large is read besides, in bytes, and for how long, in milliseconds. */
const DISCARD_LIMIT = 2_097_152;
const DISCARD_MS = 1000;

/**
 * Reads named fields of a form, each of them exactly once.
 *
 * @throws {Refusal} `media_type_unsupported`, `request_too_large` or `request_malformed`
 */
export async function readForm<Name extends string>(
  request: AuthbeatRequest,
  names: readonly Name[],
): Promise<Readonly<Record<Name, string>>> {
  requireMediaType(request, FORM_MEDIA_TYPE);
  const body = await readBody(request);
  const valuesOf = 'text' in body ? formReader(body.text) : parsedReader(body.value);
  return Object.fromEntries(names.map((name) => [name, onlyText(valuesOf(name))])) as Record<Name, string>;
}

/**
 * Reads a JSON object.
 *
 * @throws {Refusal} `media_type_unsupported`, `request_too_large` or `request_malformed`
 */
export async function readJsonObject(request: AuthbeatRequest): Promise<Readonly<Record<string, unknown>>> {
  requireMediaType(request, 'application/json');
  const body = await readBody(request);
  const value = 'text' in body ? parseJson(body.text) : body.value;
  if (!isRecord(value)) throw new Refusal('request_malformed');
  return value;
}

/**
 * Requires that a request has no body, because nothing in it would be read.
 *
 * @throws {Refusal} `request_too_large` or `request_malformed`
 */
export async function requireNoBody(request: AuthbeatRequest): Promise<void> {
  const body = await readAtMost(request);
  const isEmpty =
    (body.state === 'raw' && body.bytes.byteLength === 0) ||
    (body.state === 'parsed' && Object.keys(body.value ?? {}).length === 0);
  if (!isEmpty) throw new Refusal('request_malformed');
}

function requireMediaType(request: AuthbeatRequest, expected: string): void {
  const [type = ''] = (request.header('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== expected) throw new Refusal('media_type_unsupported');
}

type ReadBody = Exclude<RequestBody, { readonly state: 'too-large' }>;

async function readAtMost(request: AuthbeatRequest): Promise<ReadBody> {
  const body = await request.body(BODY_LIMIT);
  // The rest of the body may never end.
  if (body.state === 'too-large')
    throw new Refusal('request_too_large', { headers: { connection: 'close' } });
  return body;
}

async function readBody(request: AuthbeatRequest): Promise<{ text: string } | { value: unknown }> {
  const body = await readAtMost(request);
  if (body.state === 'aborted') throw new Refusal('request_malformed');
  return body.state === 'raw' ? { text: decodeText(body.bytes) } : { value: body.value };
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Refusal('request_malformed', { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refusal('request_malformed', { cause });
  }
}

function formReader(text: string): (name: string) => readonly unknown[] {
  if (text.split('&', MAX_FIELDS + 1).length > MAX_FIELDS) throw new Refusal('request_malformed');
  const form = new URLSearchParams(text);
  return (name) => form.getAll(name);
}

function parsedReader(value: unknown): (name: string) => readonly unknown[] {
  if (!isRecord(value)) throw new Refusal('request_malformed');
  return (name) => (Object.hasOwn(value, name) ? [value[name]].flat() : []);
}

function onlyText(values: readonly unknown[]): string {
  const [value, ...more] = values;
  if (typeof value !== 'string' || more.length > 0) throw new Refusal('request_malformed');
  return value;
}

/** Collects the chunks of a body, at most `limit` bytes. */
export async function collectBody(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<RequestBody> {
  try {
    const { bytes, truncated } = await readBounded(chunks, limit);
    return truncated ? { state: 'too-large' } : { state: 'raw', bytes };
  } catch {
    return { state: 'aborted' };
  }
}

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
