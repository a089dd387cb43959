import { describe, expect, it } from 'vitest';
import { differenceOf, isPartOf } from '../../src/judging/difference.ts';
import type { Responded } from '../../src/probes/probe.ts';

function response(body: string, status = 401): Responded {
  const request = { method: 'GET', url: 'http://app.example.com/', label: 'a test' } as const;
  const { url } = request;
  return {
    kind: 'responded',
    request,
    url,
    redirects: [],
    status,
    headers: new Map(),
    body,
    truncated: false,
  };
}

describe('differenceOf', () => {
  it.each([
    ['{"timestamp":"2026-11-22T06:05:32.123+00:00"}', '{"timestamp":"2026-11-22T06:05:33.004+00:00"}'],
    ['at 2026-11-22 06:05:32,123', 'at 2026-11-22 06:05:33,004'],
    ['Date: Sun, 22 Nov 2026 06:05:32 GMT', 'Date: Mon, 23 Nov 2026 00:00:00 GMT'],
    ['Sun Nov 22 06:05:32 UTC 2026', 'Sun Nov 22 06:05:33 UTC 2026'],
    ['{"timestamp":1795327532123}', '{"timestamp":1795327533004}'],
    ['{"time":1795327532}', '{"time":1795327533}'],
    ['took 12 ms', 'took 3.5 ms'],
    ['request 0b8f2ad8-1c1b-4a41-9d4e-6a0f8b7e2f11', 'request 7f3a5c1e-1c1b-4a41-9d4e-6a0f8b7e2f11'],
    ['trace 4bf92f3577b34da6a3ce929d0e0e4736', 'trace 00f067aa0ba902b74bf92f3577b34da6'],
    ['<script nonce="a1">', '<script nonce="b2">'],
  ])('takes %s and %s for the same', (one, other) => {
    expect(differenceOf(response(one), response(other))).toBeUndefined();
  });

  it.each([
    [
      'Please install the app.',
      'Please sign in.',
      'line 1: "Please install the app." against "Please sign in."',
    ],
    ['a\nb', 'a', 'line 2: "b" against ""'],
    ['issue 10001', 'issue 10002', 'against'],
    ['12 notes', '13 notes', 'against'],
    ['deadbeef', 'cafebabe', 'against'],
  ])('tells %j from %j', (one, other, difference) => {
    expect(differenceOf(response(one), response(other))).toContain(difference);
  });

  it('compares the statuses first', () => {
    expect(differenceOf(response('a', 400), response('b'))).toBe('status 400 against 401');
  });

  it('leaves out what the requests contained, escaped or not', () => {
    const [one, other] = ['tenant "a"&1', 'tenant "b"&2'];
    const page = (name: string): Responded =>
      response(name.replace(/["&]/g, (char) => `&#${char.charCodeAt(0)};`));
    expect(differenceOf(page(one), page(other), [one, other])).toBeUndefined();
    expect(differenceOf(page(one), page(other))).toBeDefined();
  });
});

describe('isPartOf', () => {
  it('finds a page within one that shows more, whatever changes between loads', () => {
    const loads = [response('sign in token1'), response('sign in token2')] as const;
    expect(isPartOf(loads, response('sign in token3 and a note'))).toBe(true);
    expect(isPartOf(loads, response('a note'))).toBe(false);
  });
});
