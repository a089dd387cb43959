import { range, table } from '../markdown.ts';
import type { ClientCost } from './measure.ts';

export function renderClient({ sizes, calls, frames }: ClientCost): string {
  return `The CPU time of the page's main thread in Chromium for one call, and how many times that of the page's own \`fetch\` it is. Both read the JSON of the response.

${table(
  ['one call', 'CPU µs', 'times fetch'],
  calls.map(({ name, cpuMicros, timesOwn }) => [name, range(cpuMicros), range(timesOwn)]),
)}

Panels of the example on one issue, with sessions of 15 minutes, in Chromium, whose clock is moved on. Frames share the files in the browser's cache. Each has a session of its own.

${table(
  [
    'client',
    'frames',
    'documents',
    'files',
    'exchanges',
    'host tokens',
    'renewals per frame-hour',
    'host tokens per frame-hour',
  ],
  frames.map(({ name, frames: count, opening, renewalsPerFrameHour, hostTokensPerFrameHour }) => [
    name,
    String(count),
    String(opening.documents),
    String(opening.files),
    String(opening.sessions),
    String(opening.hostTokens),
    renewalsPerFrameHour.toFixed(1),
    hostTokensPerFrameHour.toFixed(1),
  ]),
)}

What a browser loads, after Brotli; the recovery after gzip:

${table(
  ['entry', 'bytes', 'limit'],
  sizes.map(({ name, bytes, limit }) => [name, String(bytes), String(limit)]),
)}`;
}
