import { describe, expect, it } from 'vitest';
import { statusesAt, reasonsOf, scanFixture } from '../fixtures/fixture.ts';
import { html } from '../fixtures/model-app.ts';
import { now, sessionParts } from './endless-session.fixture.ts';

const options = { apis: ['/api/notes'] };
const only = ['endless-session'];

describe('the check endless-session', () => {
  it('is not taken in by a time that every renewal sets anew', async () => {
    let renewals = 0;
    const parts = sessionParts(() => ({ renewedAt: now() - (renewals += 1) }));
    const report = await scanFixture({ parts, options }, { only });
    expect(statusesAt(report, 'endless-session')).toEqual(['warning']);
    expect(reasonsOf(report, 'endless-session')).toContain('renewed 3 times');
  });

  it('passes a session that is not renewed by itself', async () => {
    const parts = { page: () => html(200, 'notes', { 'x-acpt': 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl' }) };
    const report = await scanFixture({ parts, options }, { only });
    expect(statusesAt(report, 'endless-session')).toEqual(['pass']);
  });
});
