import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TenantRecord } from '../../src/stores/contract.ts';
import { applyEvent, isSameState, type TenantEvent } from '../../src/tenants/apply-event.ts';

const NOW = 1_000_000_000;
const OPTIONS = {
  nowMs: NOW,
  previousSecretLifetime: 1200,
  unseal: (secret: string) => secret,
  seal: (secret: string) => secret,
};

function event(
  type: TenantEvent['event'],
  issuedAt: number,
  secret = `secret-${issuedAt}`,
  tokenHash = `token-${issuedAt}`,
): TenantEvent {
  const site = { baseUrl: 'https://example.atlassian.net', details: {} };
  return { event: type, clientKey: 'a', issuedAt, site, ...(type === 'installed' && { secret, tokenHash }) };
}

function applyAll(events: readonly TenantEvent[], start?: TenantRecord): TenantRecord | undefined {
  return events.reduce<TenantRecord | undefined>((kept, next) => applyEvent(kept, next, OPTIONS), start);
}

/** The record after a call that may be refused. */
function replay(record: TenantRecord | undefined, call: TenantEvent): TenantRecord | undefined {
  try {
    return applyEvent(record, call, OPTIONS);
  } catch {
    return record;
  }
}

/** The parts of a record that decide about requests. */
function meaning(record: TenantRecord | undefined): object {
  if (!record?.installed) return { installed: false };
  return { installed: true, enabled: record.enabled, secret: record.secret };
}

describe('lifecycle calls', () => {
  it('end in the same state in every order, because the host’s time of issue decides', () => {
    const type = fc.constantFrom('installed', 'uninstalled', 'enabled', 'disabled');
    const history = fc
      .array(type, { minLength: 1, maxLength: 7 })
      .map((types) => types.map((name, index) => event(name, 100 + index)))
      // A host signs `enabled` and `disabled` with a secret that it has sent before.
      .filter((events) => events[0]?.event === 'installed');
    const shuffled = history.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events.slice(1), { minLength: events.length - 1 })),
    );
    fc.assert(
      fc.property(shuffled, ([inOrder, rest]) => {
        const [first] = inOrder;
        const outOfOrder = first ? [first, ...rest] : [];
        expect(meaning(applyAll(outOfOrder))).toEqual(meaning(applyAll(inOrder)));
      }),
      { numRuns: 1000 },
    );
  });

  it('end in the same state when the first install comes late', () => {
    const [install, uninstall, reinstall] = [
      event('installed', 1),
      event('uninstalled', 2),
      event('installed', 3),
    ];
    const orders = [
      [install, uninstall],
      [uninstall, install],
    ];
    for (const order of orders) expect(meaning(applyAll(order))).toEqual({ installed: false });
    const longer = [
      [install, uninstall, reinstall],
      [reinstall, uninstall, install],
      [uninstall, reinstall, install],
      [reinstall, install, uninstall],
    ];
    for (const order of longer) {
      expect(meaning(applyAll(order))).toEqual({ installed: true, enabled: true, secret: 'secret-3' });
    }
  });

  it('change nothing when they are repeated', () => {
    const types = fc.array(fc.constantFrom('installed', 'uninstalled', 'enabled', 'disabled'), {
      maxLength: 5,
    });
    const repeats = fc.sample(types, 200).filter((names) => {
      const events = names.map((name, index) => event(name, index));
      const once = applyAll(events);
      return applyAll(events.slice(-1), once) !== once;
    });
    expect(repeats).toEqual([]);
  });

  it('change nothing when they are replayed, with whatever body, and whatever came in the same second', () => {
    const type = fc.constantFrom<TenantEvent['event']>('installed', 'uninstalled');
    const history = fc.array(fc.tuple(type, fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(history, (calls) => {
        const events = calls.map(([name, second], index) =>
          event(name, second, `secret-${index}`, `token-${index}`),
        );
        const record = applyAll(events);
        for (const seen of events) {
          const changed = { ...seen, ...(seen.secret !== undefined && { secret: 'evil' }) };
          expect(replay(record, seen)).toBe(record);
          expect(replay(record, changed)).toBe(record);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('of one second are all applied, the last to arrive counts, and a ninth is refused for now', () => {
    const install = (index: number): TenantEvent =>
      event('installed', 5, `secret-${index}`, `token-${index}`);
    const eight = applyAll(Array.from({ length: 8 }, (_, index) => install(index)));
    expect(eight).toMatchObject({ installed: true, secret: 'secret-7' });
    expect(eight?.lastInstallTokens).toHaveLength(8);
    expect(() => applyEvent(eight, install(8), OPTIONS)).toThrow(
      expect.objectContaining({ code: 'unavailable' }),
    );
    expect(applyEvent(eight, install(7), OPTIONS)).toBe(eight);
    expect(applyEvent(eight, event('installed', 6), OPTIONS)).toMatchObject({
      secret: 'secret-6',
      lastInstallTokens: ['token-6'],
    });
  });

  it('do not count as a change when another token repeats the call in the same second, but that token is used as well', () => {
    const once = applyAll([event('installed', 1)]);
    const twice = applyEvent(once, event('installed', 1, 'secret-1', 'token-b'), OPTIONS);
    expect(isSameState(once, twice)).toBe(true);
    expect(() => applyEvent(twice, event('installed', 1, 'evil', 'token-b'), OPTIONS)).toThrow(
      expect.objectContaining({ code: 'host_token_invalid' }),
    );
  });

  it('do not enable a tenant again when an install is repeated in the second in which it was disabled', () => {
    const disabled = applyAll([event('installed', 1), event('disabled', 1)]);
    const repeated = applyEvent(disabled, event('installed', 1, 'secret-1', 'token-b'), OPTIONS);
    expect(repeated?.enabled).toBe(false);
  });

  it('end the sessions from before an uninstall, in any order of the calls', () => {
    const before = applyAll([event('installed', 1)]);
    const late = applyAll([event('installed', 3), event('uninstalled', 2)], before);
    expect(late?.installed).toBe(true);
    expect(late?.generation).toBe((before?.generation ?? 0) + 1);
  });

  it('of one second leave a re-install installed, in any order of arrival, and end the sessions before', () => {
    const before = applyAll([event('installed', 1)]);
    const [uninstall, reinstall] = [event('uninstalled', 5), event('installed', 5, 'new', 'token-new')];
    const [inOrder, outOfOrder] = [
      [uninstall, reinstall],
      [reinstall, uninstall],
    ].map((calls) => applyAll(calls, before));
    expect(inOrder).toMatchObject({ installed: true, secret: 'new', generation: 1 });
    expect(inOrder?.previousSecret).toBeUndefined();
    expect(outOfOrder).toEqual(inOrder);
    for (const seen of [uninstall, reinstall]) expect(replay(inOrder, seen)).toBe(inOrder);
  });

  it('of one second end an install, if it was the first of the tenant and no other followed', () => {
    const [install, uninstall] = [event('installed', 5, 'one', 'token-one'), event('uninstalled', 5)];
    const ended = applyAll([install, uninstall]);
    expect(ended).toMatchObject({ installed: false, generation: 1 });
    expect(replay(ended, install)).toBe(ended);
    const again = event('installed', 5, 'two', 'token-two');
    for (const order of [
      [install, uninstall, again],
      [install, again, uninstall],
      [uninstall, install, again],
    ]) {
      expect(applyAll(order)).toMatchObject({ installed: true, secret: 'two', generation: 1 });
    }
  });

  it('survive the race of "disabled" and "uninstalled" milliseconds apart', () => {
    const installed = applyAll([event('installed', 1)]);
    const race = [event('uninstalled', 10), event('disabled', 11)];
    for (const order of [race, race.toReversed()]) expect(applyAll(order, installed)?.installed).toBe(false);
  });

  it('keep the previous secret for its window, but not across an uninstall', () => {
    const upgraded = applyAll([event('installed', 1), event('installed', 2)]);
    expect(upgraded?.previousSecret).toEqual({ secret: 'secret-1', expiresAtMs: NOW + 1_200_000 });
    const reinstalled = applyAll([event('uninstalled', 3), event('installed', 4)], upgraded);
    expect(reinstalled?.previousSecret).toBeUndefined();
    const late = applyAll([event('installed', 4), event('uninstalled', 3)], upgraded);
    expect(late).toMatchObject({ installed: true, secret: 'secret-4' });
    expect(late?.previousSecret).toBeUndefined();
  });

  it('compare the new secret with the one in the store, and seal it only when it differs', () => {
    const sealed: string[] = [];
    const options = {
      ...OPTIONS,
      unseal: (secret: string) => secret.replace(/^sealed:/, ''),
      seal: (secret: string) => {
        sealed.push(secret);
        return `sealed:${secret}`;
      },
    };
    const first = applyEvent(undefined, event('installed', 1, 'one'), options);
    const repeated = applyEvent(first, event('installed', 2, 'one'), options);
    const rotated = applyEvent(repeated, event('installed', 3, 'two'), options);
    expect(sealed).toEqual(['one', 'two']);
    expect(repeated).toMatchObject({ secret: 'sealed:one', lastEventAt: 2 });
    expect(repeated?.previousSecret).toBeUndefined();
    expect(rotated).toMatchObject({ secret: 'sealed:two', previousSecret: { secret: 'sealed:one' } });
  });

  it('do not replace the previous secret when an upgrade arrives twice', () => {
    const upgraded = applyAll([
      event('installed', 1),
      event('installed', 2),
      event('installed', 3, 'secret-2'),
    ]);
    expect(upgraded?.previousSecret?.secret).toBe('secret-1');
    expect(upgraded?.secret).toBe('secret-2');
  });
});
