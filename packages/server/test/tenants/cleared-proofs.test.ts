import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../src/stores/memory.ts';
import { createRevocations, type Revocations } from '../../src/tenants/revocations.ts';

const PROOF = Object.freeze({
  tenantId: 'site',
  accountId: 'alice',
  sessionId: 'one',
  hostProofAt: 1,
  begunAt: 1,
});

/** Two nodes that share a store and learn nothing of each other's changes. */
function createNodes() {
  const clock = { nowMs: Date.now() };
  const store = memoryStore({ now: () => clock.nowMs });
  const lives = { staleForMs: 60_000, sessionLifeMs: 900_000, leewayMs: 0 };
  const [node, other] = [0, 1].map(() => createRevocations({ store, now: () => clock.nowMs, ...lives })) as [
    Revocations,
    Revocations,
  ];
  return { clock, node, other };
}

describe('a session that no revocation covers', () => {
  it('is judged at once when it is used again', async () => {
    const { node } = createNodes();
    expect(await node.isRevoked(PROOF)).toBe(false);
    expect(node.isRevoked(PROOF)).toBe(false);
    expect(node.isRevoked(PROOF)).toBe(false);
  });

  it('is judged again after a revocation on the same node', async () => {
    const { node } = createNodes();
    await node.isRevoked(PROOF);
    expect(node.isRevoked(PROOF)).toBe(false);
    await node.revokeSession('one');
    expect(await node.isRevoked(PROOF)).toBe(true);
  });

  it('is judged again when changes may have been missed', async () => {
    const { clock, node, other } = createNodes();
    await node.isRevoked(PROOF);
    expect(node.isRevoked(PROOF)).toBe(false);
    await other.revokeAccount('site', 'alice');
    node.apply({ kind: 'lost' });
    clock.nowMs += 1000;
    expect(await node.isRevoked(PROOF)).toBe(true);
  });

  it('is judged by the store again when its records are no longer fresh', async () => {
    const { clock, node, other } = createNodes();
    await node.isRevoked(PROOF);
    expect(node.isRevoked(PROOF)).toBe(false);
    await other.revokeAccount('site', 'alice');
    clock.nowMs += 60_000;
    expect(await node.isRevoked(PROOF)).toBe(true);
  });

  it('is not judged by the revocations of another one with a name in common', async () => {
    const { node } = createNodes();
    const others = [
      { ...PROOF, accountId: 'bob' },
      { ...PROOF, tenantId: 'other site' },
      { tenantId: 'site', accountId: 'one', hostProofAt: 1 },
      { tenantId: 'one', hostProofAt: 1 },
    ];
    await node.revokeAccount('site', 'alice');
    for (const proof of [PROOF, PROOF, ...others, ...others, PROOF])
      expect(await node.isRevoked(proof)).toBe(proof === PROOF);
  });
});
