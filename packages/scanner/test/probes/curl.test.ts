import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCurl } from '../../src/probes/curl.ts';

/** What a shell would hand to curl. */
function argumentsOf(command: string): readonly string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

describe('toCurl', () => {
  it('makes the same request again, whatever is in it', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => !value.includes('\0'));
    fc.assert(
      fc.property(text, text, (body, value) => {
        const request = {
          method: 'POST',
          url: 'http://app.example.com/a?b=1&c=2',
          headers: { 'x-test': value },
          body,
          label: 'a test',
        } as const;
        expect(argumentsOf(toCurl(request))).toEqual([
          '-i',
          '-X',
          'POST',
          request.url,
          '-H',
          `x-test: ${value}`.toWellFormed(),
          '--data-raw',
          body.toWellFormed(),
        ]);
      }),
      { numRuns: 25 },
    );
  });

  it('leaves out what the person who scans sends with every request', () => {
    const request = { method: 'GET', url: 'http://app.example.com/', label: 'a test' } as const;
    const command = toCurl(request, { 'x-gateway': 'a secret' });
    expect(command).toBe("curl -i 'http://app.example.com/' -H 'x-gateway: <your value>'");
  });
});
