import type { ProbeRequest } from './probe.ts';

/**
 * The `curl` command that makes a request again.
 *
 * @param ownHeaders names of headers that the person who scans has added. Their values are left out: they may be
 *   secret, and reports are passed on.
 */
export function toCurl(request: ProbeRequest, ownHeaders: readonly string[] = []): string {
  const { method, url, headers = {}, body } = request;
  return [
    'curl -i',
    ...(method === 'GET' ? [] : method === 'HEAD' ? ['-I'] : [`-X ${method}`]),
    quote(url),
    ...Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...ownHeaders.map((name) => `-H ${quote(`${name}: <your value>`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quote(body)}`]),
  ].join(' ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
