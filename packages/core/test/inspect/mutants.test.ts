import { describe, expect, it } from 'vitest';
import { inspect } from '../../src/inspect/index.ts';
import { anyRequest, targetOf } from './good-request.ts';
import { createRandom } from './random.ts';
import { scoreMutants } from './score.ts';
import { BASE_URL, hash, hostToken, OPTIONS, withToken } from './tokens.ts';

describe('inspect', () => {
  it('finds nothing wrong with good requests', async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const request = anyRequest(createRandom(seed));
      const baseUrl = BASE_URL + request.basePath;
      const url = targetOf(request);
      const { tokens } = await inspect(withToken(url, hostToken(hash('GET', url, baseUrl))), {
        ...OPTIONS,
        baseUrl,
      });
      expect(
        tokens.map(({ causes, binding, signature }) => [causes, binding?.status, signature.status]),
      ).toEqual([[[], 'matches', 'right']]);
    }
  });

  it('names one random mutation of a good request, and is never certain of another cause', async () => {
    const { mutants, right, wrongButCertain } = await scoreMutants(100);
    expect(wrongButCertain).toEqual([]);
    expect(right / mutants).toBeGreaterThanOrEqual(0.95);
  });
});
