import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/all-checks.ts';
import type { Report } from '../../src/index.ts';
import { complaintsOf, scanFixture, type Fixture } from '../fixtures/fixture.ts';
import { findFixtures } from '../fixtures/find-fixtures.ts';

const fixtures = await findFixtures();
const scans = new Map<Fixture, Promise<Report>>();

/** Most safe apps are the model app as it is. */
async function scanOnce(fixture: Fixture): Promise<Report> {
  const scan = scans.get(fixture) ?? scanFixture(fixture);
  scans.set(fixture, scan);
  return scan;
}

describe('all checks, run against every fixture', () => {
  it('has a fixture for every check of a Connect app', () => {
    const ids = CHECKS.filter(({ depth }) => depth !== 'remote').map(({ id }) => id);
    expect(fixtures.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });

  it.each(fixtures)('blames the vulnerable app of $id for its mistake alone', async ({ id, vulnerable }) => {
    const { status, also = [] } = vulnerable;
    const complaints = complaintsOf(await scanFixture(vulnerable));
    expect(Object.keys(complaints).toSorted()).toEqual([id, ...also].toSorted());
    expect(complaints[id]).toBe(status);
  });

  it.each(fixtures)('blames the safe app of $id for nothing', async ({ id, safe }) => {
    const report = await scanOnce(safe);
    expect(complaintsOf(report)).toEqual({});
    expect(report.checks.find((check) => check.id === id)?.status).toBe('pass');
  });
});
