import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../src/inspect/index.ts';
import { REQUEST_MISTAKES } from './request-mistakes.ts';
import { CLAIM_MISTAKES, FORM_MISTAKES, SIGNATURE_MISTAKES } from './token-mistakes.ts';
import { causesOf } from './tokens.ts';

const MISTAKES = [...FORM_MISTAKES, ...SIGNATURE_MISTAKES, ...CLAIM_MISTAKES, ...REQUEST_MISTAKES];

describe('inspect names the cause of', () => {
  it.each(MISTAKES)('$what: $cause', async ({ input, options = {}, cause, certainty = 'certain' }) => {
    const [first] = await causesOf(input, options);
    expect(first).toEqual([cause, certainty]);
  });

  it('has a mistake for every cause that one input alone can show', () => {
    const tested = new Set<string>(MISTAKES.map(({ cause }) => cause));
    const untested = Object.keys(CAUSES).filter((id) => !tested.has(id));
    // Verified with real key pairs in inspect.test.ts.
    expect(untested).toEqual(['key-id-wrong']);
    expect(MISTAKES.length).toBeGreaterThanOrEqual(60);
  });
});
