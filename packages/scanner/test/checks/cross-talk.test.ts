import { describe, expect, it } from 'vitest';
import { CHECK_NAMES } from '../../src/index.ts';
import { complaintsOf, scanFixture } from '../fixtures/fixture.ts';
import { FIXTURES } from './fixtures.ts';

describe('all checks, run against every fixture', () => {
  it('has a vulnerable and a safe app for every check', () => {
    expect(Object.keys(FIXTURES).toSorted()).toEqual(CHECK_NAMES.map(({ id }) => id).toSorted());
  });

  it.each(Object.entries(FIXTURES))(
    'blames the vulnerable app of %s for its mistake alone',
    async (id, fixture) => {
      const { outcome, also = [] } = fixture.vulnerable;
      const complaints = complaintsOf(await scanFixture(fixture.vulnerable));
      expect(Object.keys(complaints).toSorted()).toEqual([id, ...also].toSorted());
      expect(complaints[id]).toBe(outcome);
    },
  );

  it.each(Object.entries(FIXTURES))('blames the safe app of %s for nothing', async (_, fixture) => {
    expect(complaintsOf(await scanFixture(fixture.safe))).toEqual({});
  });
});
