import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCurl } from '../../src/reports/evidence.ts';

/** What a shell would hand to curl, for each of several commands. */
function argumentsOf(commands: readonly string[]): readonly (readonly string[])[] {
  const define = `curl() { printf '%s\\0' "$@"; printf '\\0'; }`;
  const output = execFileSync('sh', ['-s'], { input: [define, ...commands].join('\n'), encoding: 'utf8' });
  return output
    .split('\0\0')
    .slice(0, -1)
    .map((one) => one.split('\0'));
}

describe('toCurl', () => {
  it('makes the same request again, with any content', () => {
    // An empty argument would look like the end of a command here.
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      .filter((value) => !value.includes('\0'));
    const requests = fc.sample(fc.tuple(text, text), 200).map(([body, value]) => ({
      method: 'POST' as const,
      url: 'http://app.example.com/a?b=1&c=2',
      headers: { 'x-test': value },
      body,
      label: 'a test',
    }));
    expect(argumentsOf(requests.map((request) => toCurl(request)))).toEqual(
      requests.map(({ url, headers, body }) => [
        '-i',
        '-X',
        'POST',
        url,
        '-H',
        `x-test: ${headers['x-test']}`.toWellFormed(),
        '--data-raw',
        body.toWellFormed(),
      ]),
    );
  });

  it('leaves out the values of the headers that every request carries', () => {
    const request = { method: 'GET', url: 'http://app.example.com/', label: 'a test' } as const;
    const command = toCurl(request, ['x-gateway']);
    expect(command).toBe("curl -i 'http://app.example.com/' -H 'x-gateway: <your value>'");
  });
});
