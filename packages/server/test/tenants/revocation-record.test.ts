import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addProofs,
  addSession,
  covers,
  MAX_SESSIONS,
  parseRevocationRecord,
  type RevocationRecord,
} from '../../src/tenants/revocation-record.ts';

const NOW = 1_700_000_000_000;

function revokeAll(count: number, nowMs = (_index: number) => NOW): RevocationRecord | undefined {
  let record: RevocationRecord | undefined;
  for (let index = 0; index < count; index += 1) {
    const at = nowMs(index);
    record = addSession(record, { id: `session ${index}`, begunAt: at / 1000, untilMs: at + 1000 }, at);
  }
  return record;
}

function proofOf(index: number, begunAt = NOW / 1000) {
  return { tenantId: 'a', sessionId: `session ${index}`, begunAt, hostProofAt: 0 };
}

describe('the revocations of an account', () => {
  it('end these sessions only, up to a number', () => {
    const record = revokeAll(MAX_SESSIONS);
    expect(record?.sessions).toHaveLength(MAX_SESSIONS);
    for (let index = 0; index < MAX_SESSIONS; index += 1)
      expect(record && covers(record, proofOf(index))).toBe(true);
    expect(record && covers(record, proofOf(MAX_SESSIONS))).toBe(false);
  });

  it('beyond it end every session that began before the last of them, and none that begins later', () => {
    const record = revokeAll(MAX_SESSIONS + 1);
    expect(record).toEqual({ untilMs: NOW + 1000, begunBy: NOW / 1000, sessions: [] });
    expect(record && covers(record, proofOf(99, NOW / 1000))).toBe(true);
    expect(record && covers(record, proofOf(99, NOW / 1000 + 0.001))).toBe(false);
  });

  it('never end fewer sessions than were revoked, and stay small', () => {
    const session = fc.record({
      id: fc.integer({ min: 0, max: 60 }).map((number) => `session ${number}`),
      begunAt: fc.integer({ min: 0, max: 1000 }),
    });
    fc.assert(
      fc.property(fc.array(session, { maxLength: 100 }), (sessions) => {
        let record: RevocationRecord | undefined;
        for (const each of sessions) {
          record = addSession(record, { ...each, untilMs: NOW + 1000 }, NOW);
          expect(record.sessions.length).toBeLessThanOrEqual(MAX_SESSIONS);
        }
        for (const { id, begunAt } of sessions) {
          const proof = { tenantId: 'a', sessionId: id, begunAt, hostProofAt: 0 };
          expect(record && covers(record, proof)).toBe(true);
        }
      }),
    );
  });

  it('do not fold those that have expired', () => {
    const record = revokeAll(100, (index) => NOW + index * 100);
    expect(record?.begunBy).toBeUndefined();
    expect(record?.sessions).toHaveLength(10);
  });

  it('keep the later time of host proofs, whichever is added last', () => {
    const late = addProofs(revokeAll(1), { provenBy: 20, untilMs: NOW + 9000 });
    const record = addProofs(late, { provenBy: 10, untilMs: NOW + 2000 });
    expect(record).toMatchObject({ provenBy: 20, untilMs: NOW + 9000 });
    expect(record.sessions).toHaveLength(1);
    expect(record && covers(record, { tenantId: 'a', hostProofAt: 20 })).toBe(true);
    expect(record && covers(record, { tenantId: 'a', hostProofAt: 20.5 })).toBe(false);
  });

  it.each(['', '7', 'null', '{}', '{"untilMs":1}', '{"untilMs":1,"sessions":[{"id":"a"}]}'])(
    'are damaged when they are %s',
    (json) => {
      expect(parseRevocationRecord(json)).toBeUndefined();
    },
  );

  it('survive being stored', () => {
    const record = addProofs(revokeAll(3), { provenBy: 1.5, untilMs: 7 });
    expect(parseRevocationRecord(JSON.stringify(record))).toEqual(record);
  });
});
