import { pairHeaders } from '@authbeat/gateway/proxy';
import type { RecordedRequest } from '../timeline/details.ts';

/** Headers that curl writes itself, and those that name an encoding of the response. */
const OWN_HEADERS = /^(?:host|connection|content-length|transfer-encoding|accept-encoding)$/i;

/** The command that sends a request again, with its tokens. */
export function writeCurl({ method, url, headers, body }: RecordedRequest): string {
  const kept = pairHeaders(headers)
    .filter(([name]) => !OWN_HEADERS.test(name))
    .map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`);
  const parts = [
    // As they are: brackets and dots belong to what the host signed.
    `curl --globoff --path-as-is -X ${quote(method)} ${quote(url)}`,
    ...kept,
    ...(body === undefined ? [] : [`--data-binary ${quote(body)}`]),
  ];
  return parts.join(' \\\n  ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
