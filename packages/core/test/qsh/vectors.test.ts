import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { canonicalRequest, matchesQueryStringHash, queryStringHash } from '../../src/index.ts';

interface Vector {
  method: string;
  url: string;
  baseUrl: string;
  canonical: string;
  qsh: string;
}
const vectors = createRequire(import.meta.url)('../vectors/qsh.json') as Vector[];

describe('the published vectors', () => {
  it.each(vectors)('$method $url below $baseUrl', ({ canonical, qsh, ...request }) => {
    expect(canonicalRequest(request)).toBe(canonical);
    expect(queryStringHash(request)).toBe(qsh);
    expect(matchesQueryStringHash(qsh, request)).toBe(true);
  });

  it('are all there', () => {
    expect(vectors).toHaveLength(14);
  });
});
