import { sessionParts } from './session-parts.ts';
import type { VulnerableFixture } from '../../fixtures/fixture.ts';

export const vulnerable: VulnerableFixture = {
  outcome: 'warning',
  options: { apis: ['/api/notes'] },
  parts: sessionParts(() => ({})),
};
