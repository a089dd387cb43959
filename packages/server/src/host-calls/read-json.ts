import { isRecord, parseJson, readBounded } from '@authbeat/core';
import { HostCallError, type HostCallErrorData } from './errors.ts';

const MAX_BYTES = 10 * 1024 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;
const MAX_MESSAGES = 5;
const MAX_MESSAGE_LENGTH = 300;

/**
 * Reads the JSON of a response; `undefined` when it is empty.
 *
 * @param request for the error
 * @throws {HostCallError} `host_refused` for a status other than 2xx, `host_response_invalid` for anything but JSON
 */
export async function readJson(response: Response, request: HostCallErrorData): Promise<unknown> {
  const { status, ok } = response;
  const { bytes, truncated } = await readBounded(response.body ?? [], ok ? MAX_BYTES : MAX_ERROR_BYTES);
  const text = truncated ? '' : bytes.toString('utf8');
  if (!ok)
    throw new HostCallError('host_refused', { ...request, status, messages: findMessages(parseJson(text)) });
  if (bytes.length === 0) return undefined;
  const value = parseJson(text);
  if (value === undefined) throw new HostCallError('host_response_invalid', { ...request, status });
  return value;
}

/**
 * What a host says is wrong: `errorMessages` and `errors` of Jira, `message` and `errors` of Confluence, and
 * `error_description` of the authorization server.
 */
export function findMessages(body: unknown): readonly string[] {
  if (!isRecord(body)) return [];
  const { errorMessages, errors, message, error, error_description: description } = body;
  const listed = Array.isArray(errors)
    ? errors.flatMap((item: unknown) => (isRecord(item) ? [item['title'], item['detail']] : [item]))
    : isRecord(errors)
      ? Object.entries(errors).map(([field, text]) =>
          typeof text === 'string' ? `${field}: ${text}` : undefined,
        )
      : [];
  return [
    ...(Array.isArray(errorMessages) ? (errorMessages as unknown[]) : []),
    ...listed,
    message,
    error,
    description,
  ]
    .filter((text) => typeof text === 'string')
    .map(shorten)
    .filter((text) => text !== '')
    .slice(0, MAX_MESSAGES);
}

/** A message may quote the token of the request, and may be made to look like more than one line of a log. */
function shorten(text: string): string {
  return text
    .replaceAll(/[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g, '…')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_MESSAGE_LENGTH);
}
