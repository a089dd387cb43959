import type { InformationEvent, ServerResponse } from 'node:http';
import { hopByHop, type HeaderList } from './headers.ts';

/**
 * Passes on that the upstream is still working (102), or what the page will need (103 Early Hints). The gateway itself
 * responds to `Expect: 100-continue`, and an HTTP/1.0 caller knows no such responses.
 *
 * @see RFC 9110, section 15.2, and RFC 8297
 */
export function relayInformation({ statusCode, rawHeaders }: InformationEvent, to: ServerResponse): void {
  const { httpVersionMajor, httpVersionMinor } = to.req;
  if (to.headersSent || to.destroyed || (httpVersionMajor === 1 && httpVersionMinor === 0)) return;
  if (statusCode === 102) to.writeProcessing();
  if (statusCode === 103) writeHints(rawHeaders, to);
}

function writeHints(headers: HeaderList, to: ServerResponse): void {
  const isHop = hopByHop(headers);
  const hints: Record<string, string[]> = {};
  headers.forEach((value, index) => {
    const name = headers[index - 1]?.toLowerCase() ?? '';
    if (index % 2 === 0 || isHop(name)) return;
    // Each link begins with its target in angle brackets.
    const values = name === 'link' ? value.split(/,\s*(?=<)/) : [value];
    hints[name] = [...(hints[name] ?? []), ...values];
  });
  try {
    to.writeEarlyHints(hints);
  } catch {
    // Node writes no link in a form that it does not know. The response itself follows without the hint.
  }
}
