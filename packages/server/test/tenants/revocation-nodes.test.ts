import { describe, expect, it } from 'vitest';
import type { Change, Entry, Store } from '../../src/stores/contract.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { MAX_SESSIONS } from '../../src/tenants/revocation-record.ts';
import { createRevocations, type Revocations } from '../../src/tenants/revocations.ts';
import { createClock } from '../support/clock.ts';
import { wrapStore } from '../support/wrap-store.ts';

interface Node {
  readonly revocations: Revocations;
  /** How many times this node has read entries. */
  reads: number;
}

/** Nodes on one store, which records what is written. */
function createNodes(count: number, { reports = true } = {}) {
  const clock = createClock();
  const now = (): number => clock.now();
  const shared = memoryStore({ now });
  const written: Entry[] = [];
  const startNode = (): Node => {
    const store: Store = wrapStore(shared, {
      readEntries: async (keys) => {
        node.reads += 1;
        return shared.readEntries(keys);
      },
      writeEntry: async (entry, expected) => {
        const isWritten = await shared.writeEntry(entry, expected);
        if (isWritten) written.push(entry);
        return isWritten;
      },
    });
    const options = { store, now, staleForMs: 300_000, sessionLifeMs: 1_000_000, leewayMs: 0 };
    const node: Node = { revocations: createRevocations(options), reads: 0 };
    if (reports) shared.watch((change) => node.revocations.apply(change));
    return node;
  };
  const nodes = Array.from({ length: count }, startNode);
  const proof = (accountId: string, sessionId = 'any', begunAt = clock.now() / 1000) => ({
    tenantId: 'a',
    accountId,
    sessionId,
    begunAt,
    hostProofAt: clock.now() / 1000,
  });
  return { clock, nodes, written, proof };
}

/** The only node of several, for tests that need one. */
function first(nodes: readonly Node[]): Node {
  const [node] = nodes;
  if (!node) throw new Error('There is no node.');
  return node;
}

describe('the revocations that a node judges by', () => {
  it('are read once for many requests of an account, and not for other accounts', async () => {
    const { nodes, proof } = createNodes(1);
    const node = first(nodes);
    for (let time = 0; time < 100; time += 1) await node.revocations.isRevoked(proof('alice', 'one'));
    expect(node.reads).toBe(1);
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => node.revocations.isRevoked(proof('bob', `${index}`))),
    );
    expect(node.reads).toBe(2);
  });

  it('include those of other nodes at once', async () => {
    const { nodes, proof } = createNodes(2);
    const [one, other] = nodes;
    expect(await other?.revocations.isRevoked(proof('alice'))).toBe(false);
    await one?.revocations.revokeAccount('a', 'alice');
    for (const { revocations } of nodes) {
      expect(await revocations.isRevoked(proof('alice'))).toBe(true);
      expect(await revocations.isRevoked(proof('bob'))).toBe(false);
    }
  });

  it('last as long as sessions, and those of accounts and tenants as long as host tokens', async () => {
    const { nodes, written, clock } = createNodes(1);
    const { revocations } = first(nodes);
    await revocations.revokeSession('1');
    await revocations.revokeAccount('a', 'alice');
    await revocations.revokeTenant('a');
    const lifetimes = written.map(({ expiresAtMs }) => expiresAtMs - clock.now());
    expect(lifetimes).toEqual([1_000_000, 86_400_000, 86_400_000]);
  });

  it('do not confuse a tenantId with a part of an accountId', async () => {
    const { nodes } = createNodes(1);
    const { revocations } = first(nodes);
    await revocations.revokeAccount('a:b', 'c');
    await revocations.revokeAccount('x', '');
    const isRevoked = async (tenantId: string, accountId?: string): Promise<boolean> =>
      revocations.isRevoked({ tenantId, accountId, hostProofAt: 0 });
    expect(await isRevoked('a:b', 'c')).toBe(true);
    expect(await isRevoked('a', 'b:c')).toBe(false);
    expect(await isRevoked('x')).toBe(false);
  });

  it('are at most one small record for each account, however often it signs out on how many nodes', async () => {
    const { nodes, written, proof, clock } = createNodes(3);
    const begunAt = clock.now() / 1000;
    const session = (index: number) => ({
      tenantId: 'a',
      accountId: 'mallory',
      sessionId: `session ${index}`,
      begunAt,
    });
    await Promise.all(
      Array.from({ length: 60 }, async (_, index) =>
        nodes[index % 3]?.revocations.endSession(session(index)),
      ),
    );
    expect(new Set(written.map(({ key }) => key)).size).toBe(1);
    expect(Math.max(...written.map(({ value }) => value.length))).toBeLessThan(100 * (MAX_SESSIONS + 1));
    for (const { revocations } of nodes) {
      for (let index = 0; index < 60; index += 1) {
        expect(await revocations.isRevoked(proof('mallory', `session ${index}`, begunAt))).toBe(true);
      }
      expect(await revocations.isRevoked(proof('mallory', 'next', begunAt + 0.001))).toBe(false);
      expect(await revocations.isRevoked(proof('alice', 'session of alice', begunAt))).toBe(false);
    }
  });
});

describe('while changes may be missed', () => {
  const lost: Change = { kind: 'lost' };

  it('a revocation is known within a second, and others again at once when there is a subscription', async () => {
    const { nodes, proof, clock } = createNodes(2, { reports: false });
    const [one, other] = nodes;
    const isRevoked = async (): Promise<boolean | undefined> => other?.revocations.isRevoked(proof('alice'));
    expect(await isRevoked()).toBe(false);
    other?.revocations.apply(lost);
    await one?.revocations.revokeAccount('a', 'alice');
    clock.pass(1);
    expect(await other?.revocations.isRevoked({ ...proof('alice'), hostProofAt: 0 })).toBe(true);
    await one?.revocations.revokeAccount('a', 'bob');
    other?.revocations.apply({ kind: 'gap' });
    expect(await other?.revocations.isRevoked({ ...proof('bob'), hostProofAt: 0 })).toBe(true);
  });

  it('a revocation is known within a second by a node whose clock has been set back', async () => {
    const { nodes, proof, clock } = createNodes(2, { reports: false });
    const [one, other] = nodes;
    const alice = { ...proof('alice'), hostProofAt: 0 };
    expect(await other?.revocations.isRevoked(alice)).toBe(false);
    clock.pass(-3600);
    expect(await other?.revocations.isRevoked(alice)).toBe(false);
    other?.revocations.apply(lost);
    await one?.revocations.revokeAccount('a', 'alice');
    clock.pass(1);
    expect(await other?.revocations.isRevoked(alice)).toBe(true);
  });

  it('records are not read more often than once a second', async () => {
    const { nodes, proof, clock } = createNodes(1);
    const node = first(nodes);
    node.revocations.apply(lost);
    for (let time = 0; time < 30; time += 1) {
      await node.revocations.isRevoked(proof('alice'));
      clock.pass(0.1);
    }
    expect(node.reads).toBe(3);
  });
});
