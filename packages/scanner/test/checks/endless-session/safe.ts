import { now, sessionParts } from './session-parts.ts';
import type { Fixture } from '../../fixtures/fixture.ts';

export const safe: Fixture = {
  options: { apis: ['/api/notes'] },
  parts: sessionParts((before) => ({ since: before['since'] ?? now() })),
};
