import type { ProbeRequest } from './probe.ts';

/** The `curl` command that makes a request again. Values of `secretHeaders` are left out. */
export function toCurl(request: ProbeRequest, extraHeaders: Readonly<Record<string, string>> = {}): string {
  const { method, url, headers = {}, body } = request;
  return [
    'curl -i',
    ...(method === 'GET' ? [] : method === 'HEAD' ? ['-I'] : [`-X ${method}`]),
    quote(url),
    ...Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    // They may hold a secret of the person who scans; the report is passed on.
    ...Object.keys(extraHeaders).map((name) => `-H ${quote(`${name}: <your value>`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quote(body)}`]),
  ].join(' ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
