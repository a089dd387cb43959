import type { Fixture } from '../../fixtures/fixture.ts';

export const safe: Fixture = {};
