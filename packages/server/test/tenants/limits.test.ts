import { describe, expect, it } from 'vitest';
import { createLimits, DEFAULT_LIMITS, type LimitedAccount } from '../../src/tenants/limits.ts';
import { bearer, exchangeForm, startApp } from '../support/app.ts';
import { createClock } from '../support/clock.ts';

const ALICE: LimitedAccount = { tenantId: 'a', accountId: 'alice' };

function createCounted(burst: number, perMinute: number) {
  const clock = createClock();
  const limits = createLimits({ ...DEFAULT_LIMITS, exchange: { burst, perMinute } }, () => clock.now());
  /** `0` when the request was admitted; otherwise `Retry-After`. */
  const take = (account = ALICE): number => {
    try {
      limits.take('exchange', account);
      return 0;
    } catch (error) {
      return Number((error as { headers: Record<string, string> }).headers['retry-after']);
    }
  };
  return { clock, limits, take };
}

describe('a limit', () => {
  it('admits a burst, then as many as the rate, and names the time to wait', () => {
    const { take, clock } = createCounted(3, 6);
    expect([take(), take(), take(), take(), take()]).toEqual([0, 0, 0, 10, 10]);
    clock.pass(9);
    expect(take()).toBe(1);
    clock.pass(1);
    expect([take(), take()]).toEqual([0, 10]);
    clock.pass(3600);
    expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 10]);
  });

  it('counts each account, tenant and door by itself', () => {
    const { take, limits } = createCounted(1, 1);
    expect([take(), take()]).toEqual([0, 60]);
    expect(take({ tenantId: 'a', accountId: 'bob' })).toBe(0);
    expect(take({ tenantId: 'b', accountId: 'alice' })).toBe(0);
    expect(() => limits.take('heartbeat', ALICE)).not.toThrow();
  });

  it('gives the anonymous users of a tenant a larger limit, together', () => {
    const { take } = createCounted(2, 1);
    const outcomes = Array.from({ length: 101 }, () => take({ tenantId: 'a' }));
    expect(outcomes.filter((wait) => wait === 0)).toHaveLength(100);
  });

  it('keeps a bounded number of accounts in memory: the one that was used least recently is forgotten', () => {
    const { take } = createCounted(1, 1);
    const other = (index: number): LimitedAccount => ({ tenantId: 'a', accountId: String(index) });
    expect([take(), take()]).toEqual([0, 60]);
    for (let index = 0; index < 49_999; index += 1) take(other(index));
    expect(take()).toBe(60);
    for (let index = 0; index < 50_000; index += 1) take(other(index));
    expect(take()).toBe(0);
  });

  it('locks no account out when the clock is set back', () => {
    const { take, clock } = createCounted(1, 1);
    take();
    clock.pass(-3600);
    expect(take()).toBe(0);
  });
});

it('a person whose 20 frames wake up at once, three times in a minute, meets no limit', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const frames = Array.from({ length: 20 }, (_, index) => index);
  const statuses = new Set<number>();
  for (let time = 0; time < 3; time += 1) {
    await Promise.all(
      frames.map(async () => {
        const headers = bearer(await app.signIn(site));
        const url = site.iframe('/foo.html', { life: -1 });
        const responses = await Promise.all([
          app.post('/authbeat/heartbeat', {}, headers),
          app.post('/authbeat/session', exchangeForm(site.context())),
          app.post('/authbeat/ticket', { url: '/api/a' }, headers),
          app.post('/authbeat/recovery', { subject_token: site.context(), url }),
        ]);
        for (const { status } of responses) statuses.add(status);
      }),
    );
    app.clock.pass(20);
  }
  expect([...statuses]).toEqual([200]);
});

it('an account that exceeds a limit gets 429 before the store is asked, and others are served', async () => {
  const app = await startApp({ limits: { exchange: { burst: 2, perMinute: 6 } } });
  const site = await app.installedSite();
  const exchange = async (account: string): Promise<Response> =>
    app.post('/authbeat/session', exchangeForm(site.context({ account })));
  const responses = [await exchange('mallory'), await exchange('mallory'), await exchange('mallory')];
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(responses[2]?.headers.get('retry-after')).toBe('10');
  expect((await exchange('alice')).status).toBe(200);
  await app.authbeat.close();
  expect((await exchange('mallory')).status).toBe(429);
  await app.authbeat.open();
  app.clock.pass(10);
  expect((await exchange('mallory')).status).toBe(200);
});

it('with `false` there is no limit, and mistakes are reported by name', async () => {
  const app = await startApp({ limits: false });
  const site = await app.installedSite();
  for (let time = 0; time < 150; time += 1) expect(await app.signIn(site)).toContain('.');
  const wrong = { exchange: { burst: 0, perMinute: 1 }, ticket: undefined, door: {} } as never;
  await expect(startApp({ limits: wrong })).rejects.toMatchObject({
    problems: [expect.stringContaining('limits.exchange'), expect.stringContaining('limits.door')],
  });
});
