import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { spendTicket } from '../../src/access/tickets.ts';
import type { Entry } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { createClock } from '../support/clock.ts';
import { wrapStore } from '../support/wrap-store.ts';
import { countAdmissions, issueTicket, nodeOf } from './spend.ts';

const folder = mkdtempSync(join(tmpdir(), 'authbeat-tickets-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a page ticket', () => {
  it('is accepted once, however many requests use it at the same time', async () => {
    const node = nodeOf(memoryStore());
    expect(await countAdmissions(await issueTicket('load', node), [node], 3600)).toBe(1);
  });

  it('is accepted once on three nodes with one SQLite file', async () => {
    const path = join(folder, 'tickets.db');
    const stores = [1, 2, 3].map(() => sqliteStore(path, { timeout: 20 }));
    const nodes = stores.map((store) => nodeOf(store));
    const ticket = await issueTicket('load', nodes[0] as (typeof nodes)[0]);
    expect(await countAdmissions(ticket, nodes, 300)).toBe(1);
    for (const store of stores) await store.close();
  });

  it('is valid beside others of the same page load, in any order, and each of them once', async () => {
    const node = nodeOf(memoryStore());
    const tickets = await Promise.all([1, 2, 3, 4].map(async () => issueTicket('load', node)));
    expect(new Set(tickets.map(({ number }) => number?.count))).toEqual(new Set([1, 2, 3, 4]));
    const admitted = async (): Promise<boolean[]> =>
      Promise.all(tickets.toReversed().map(async (ticket) => spendTicket(ticket, node)));
    expect(await admitted()).toEqual([true, true, true, true]);
    expect(await admitted()).toEqual([false, false, false, false]);
  });

  it('counts as spent when the store has forgotten it, or when newer ones have taken its place', async () => {
    const node = nodeOf(memoryStore());
    const first = await issueTicket('load', node);
    expect(await spendTicket({ ...first, number: { load: 'another', count: 1 } }, node)).toBe(false);
    for (let index = 0; index < 8; index += 1) await issueTicket('load', node);
    expect(await spendTicket(first, node)).toBe(false);
  });
});

describe('one stale page load', () => {
  it('has one small record, however many tickets it gets, for ten minutes after the last', async () => {
    const clock = createClock();
    const written: Entry[] = [];
    const store = memoryStore({ now: () => clock.now() });
    const recording = wrapStore(store, {
      writeEntry: async (entry, expected) => {
        written.push(entry);
        return store.writeEntry(entry, expected);
      },
    });
    const node = nodeOf(recording, () => clock.now());
    for (let index = 0; index < 1000; index += 1) {
      const ticket = await issueTicket('load', node);
      if (index % 2 === 0) await spendTicket(ticket, node);
      clock.pass(1);
    }
    expect(new Set(written.map(({ key }) => key)).size).toBe(1);
    expect(Math.max(...written.map(({ value }) => value.length))).toBeLessThan(200);
    clock.pass(660);
    expect(await store.readEntries(['tickets:load'])).toEqual([undefined]);
  });
});

it('the clock of a node that is days ahead does not make a spent ticket valid again', async () => {
  const path = join(folder, 'clock.db');
  const ahead = nodeOf(sqliteStore(path), () => Date.now() + 172_800_000);
  const right = nodeOf(sqliteStore(path));
  const ticket = await issueTicket('load', right);
  expect(await spendTicket(ticket, right)).toBe(true);
  for (let index = 0; index < 3; index += 1) await issueTicket(`of the other node ${index}`, ahead);
  expect(await spendTicket(ticket, right)).toBe(false);
  const database = new DatabaseSync(path);
  expect(database.prepare('SELECT 1 FROM authbeat_entries').all().length).toBeGreaterThan(3);
  database.close();
  await right.store.close();
  await ahead.store.close();
});
