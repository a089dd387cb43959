import { isRecord, printValue } from '../../internal/json.ts';
import type { InspectedRequest } from './request.ts';

/** More requests than this are not looked at. */
const MAX_REQUESTS = 5_000;

/** The requests of an HTTP archive (HAR 1.2); `undefined` where it is none. */
export function readHar(text: string): readonly InspectedRequest[] | undefined {
  const log = parse(text)?.['log'];
  const entries = isRecord(log) ? log['entries'] : undefined;
  if (!Array.isArray(entries)) return undefined;
  return entries.slice(0, MAX_REQUESTS).flatMap((entry: unknown) => {
    const request = isRecord(entry) ? entry['request'] : undefined;
    return isRecord(request) ? readRequest(request) : [];
  });
}

function readRequest({ method, url, headers, postData }: Record<string, unknown>): InspectedRequest[] {
  if (typeof url !== 'string') return [];
  const body = isRecord(postData) ? postData['text'] : undefined;
  return [
    {
      method: typeof method === 'string' ? method : 'GET',
      url,
      headers: readHeaders(headers),
      ...(typeof body === 'string' && { body }),
    },
  ];
}

function readHeaders(headers: unknown): Record<string, string> {
  if (!Array.isArray(headers)) return {};
  return Object.fromEntries(
    headers.filter(isRecord).map(({ name, value }) => [printValue(name).toLowerCase(), printValue(value)]),
  );
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
