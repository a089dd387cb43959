import { header, type Probe, type ProbeRequest, type Responded } from '../probes/probe.ts';
import type { Evidence } from './report.ts';

const SHOWN_HEADERS = [
  'content-type',
  'location',
  'www-authenticate',
  'cache-control',
  'referrer-policy',
  'content-security-policy',
  'x-frame-options',
  'strict-transport-security',
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'set-cookie',
];
const MAX_EXCERPT = 280;

/** Turns a probe into what a report shows. */
export function toEvidence(probe: Probe, extraHeaders: readonly string[]): Evidence {
  const { request } = probe;
  const common = { label: request.label, curl: toCurl(request, extraHeaders) };
  if (probe.kind === 'failed') return { ...common, failure: probe.reason };
  return {
    ...common,
    status: probe.status,
    headers: shownHeaders(probe),
    excerpt: excerptOf(probe.body),
  };
}

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

function shownHeaders(response: Responded): Record<string, string> {
  const shown = SHOWN_HEADERS.filter((name) => response.headers.has(name));
  return Object.fromEntries(shown.map((name) => [name, mask(header(response, name))]));
}

function excerptOf(body: string): string {
  const text = mask(body.replace(/\s+/g, ' ').trim());
  return text.length > MAX_EXCERPT ? `${text.slice(0, MAX_EXCERPT)}…` : text;
}

/** A report is passed on: what an app gives away in its responses, it must not. */
function mask(text: string): string {
  return text
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, 'eyJ…')
    .replace(/(sharedSecret["']?\s*[:=]\s*["'])[^"']+/gi, '$1…')
    .replace(/(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^-]*/g, '$1…')
    .replace(/(:\/\/[^\s:@/"']+:)[^\s@/"']+@/g, '$1…@');
}
