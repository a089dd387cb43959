import { describe, expect, it } from 'vitest';
import { CHECK_NAMES, type Report } from '../../src/index.ts';
import { complaintsOf, scanFixture, type Fixture } from '../fixtures/fixture.ts';
import { FIXTURES } from './fixtures.ts';

const scans = new Map<Fixture, Promise<Report>>();

/** Most safe apps are the model app as it is. */
async function scanOnce(fixture: Fixture): Promise<Report> {
  const scan = scans.get(fixture) ?? scanFixture(fixture);
  scans.set(fixture, scan);
  return scan;
}

describe('all checks, run against every fixture', { timeout: 90_000 }, () => {
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

  it.each(Object.entries(FIXTURES))('blames the safe app of %s for nothing', async (id, fixture) => {
    const report = await scanOnce(fixture.safe);
    expect(complaintsOf(report)).toEqual({});
    expect(report.checks.find((check) => check.id === id)?.outcome).toBe('pass');
  });
});
