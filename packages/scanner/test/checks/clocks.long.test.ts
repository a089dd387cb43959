import { expect, it } from 'vitest';
import { complaintsOf, scanFixture } from '../fixtures/fixture.ts';
import { ticking } from '../fixtures/ticking.ts';

it(
  'compares responses with clocks and ids in them 50 times, and never complains',
  { timeout: 300_000 },
  async () => {
    const only = ['authentication', 'cache-control', 'late-panel', 'privilege', 'tenant-enumeration'];
    for (let run = 0; run < 50; run += 1)
      expect(complaintsOf(await scanFixture({ parts: ticking(run) }, { only }))).toEqual({});
  },
);
