import { recoveryParts } from './recovery-parts.ts';
import type { Fixture } from '../../fixtures/fixture.ts';

export const safe: Fixture = { parts: recoveryParts({ spendsTickets: true }) };
