import { describe, expect, it } from 'vitest';
import type { Revocation } from '../../src/stores/contract.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { createRevocations } from '../../src/tenants/revocations.ts';
import { createClock } from '../support/clock.ts';
import { wrapStore } from '../support/wrap-store.ts';

/** Revocations whose store lists nothing, so that only this node's memory counts. */
function createList() {
  const clock = createClock();
  const stored: Revocation[] = [];
  const store = wrapStore(memoryStore(), {
    revoke: async (revocation) => void stored.push(revocation),
    listRevocations: async () => [],
  });
  const now = (): number => clock.now();
  const revocations = createRevocations({
    store,
    now,
    staleForMs: 300_000,
    sessionLifeMs: 1_000_000,
    leewayMs: 0,
  });
  const proof = (accountId: string, ageMs = 0) => ({
    clientKey: 'a',
    accountId,
    hostProofAt: (clock.now() - ageMs) / 1000,
  });
  return { clock, stored, revocations, proof };
}

describe('the revocations that a node knows', () => {
  it('include its own at once', async () => {
    const { revocations, proof } = createList();
    await revocations.revoke({ clientKey: 'a', accountId: 'alice' });
    expect(await revocations.isRevoked(proof('alice'))).toBe(true);
    expect(await revocations.isRevoked(proof('bob'))).toBe(false);
  });

  it('include those of other nodes as soon as they are applied', async () => {
    const { revocations, clock } = createList();
    const revocation = { subject: 'session:1', beforeMs: clock.now(), expiresAtMs: clock.now() + 60_000 };
    revocations.apply({ kind: 'revocation', revocation });
    const proof = { clientKey: 'a', hostProofAt: 0 };
    expect(await revocations.isRevoked({ ...proof, sessionId: '1' })).toBe(true);
    expect(await revocations.isRevoked({ ...proof, sessionId: '2' })).toBe(false);
  });

  it('keep the later time of one subject, whichever arrives last', async () => {
    const { revocations, stored, proof } = createList();
    await revocations.revoke({ clientKey: 'a', accountId: 'alice' });
    const [later] = stored;
    if (!later) throw new Error('Nothing was stored.');
    const earlier = { ...later, beforeMs: later.beforeMs - 60_000 };
    revocations.apply({ kind: 'revocation', revocation: earlier });
    expect(await revocations.isRevoked(proof('alice', 30_000))).toBe(true);
  });

  it('lose those that have expired', async () => {
    const { revocations, clock } = createList();
    await revocations.revoke({ sessionId: '1' });
    clock.pass(1001);
    await revocations.revoke({ sessionId: '2' });
    const proof = { clientKey: 'a', hostProofAt: 0 };
    expect(await revocations.isRevoked({ ...proof, sessionId: '1' })).toBe(false);
    expect(await revocations.isRevoked({ ...proof, sessionId: '2' })).toBe(true);
  });

  it('last as long as sessions, and those of accounts as long as host tokens', async () => {
    const { revocations, stored, clock } = createList();
    await revocations.revoke({ sessionId: '1' });
    await revocations.revoke({ clientKey: 'a' });
    const lifetimes = stored.map(({ expiresAtMs }) => expiresAtMs - clock.now());
    expect(lifetimes).toEqual([1_000_000, 86_400_000]);
  });

  it('do not confuse a clientKey with a part of an accountId', async () => {
    const { revocations } = createList();
    await revocations.revoke({ clientKey: 'a:b', accountId: 'c' });
    await revocations.revoke({ clientKey: 'x', accountId: '' });
    const isRevoked = async (clientKey: string, accountId?: string): Promise<boolean> =>
      revocations.isRevoked({ clientKey, accountId, hostProofAt: 0 });
    expect(await isRevoked('a:b', 'c')).toBe(true);
    expect(await isRevoked('a', 'b:c')).toBe(false);
    expect(await isRevoked('x')).toBe(false);
  });
});
