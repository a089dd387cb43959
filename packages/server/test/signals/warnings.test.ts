import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryStore } from '../../src/stores/memory.ts';
import { exchangeForm, refusalOf, startApp } from '../support/app.ts';

describe('at start', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['production', undefined, 1],
    ['production', ['a sufficiently long encryption key for tests: 0123456789abcdef'], 0],
    ['development', undefined, 0],
  ])('in %s with the encryption keys %s, it reports %d missing', async (mode, encryptionKeys, count) => {
    vi.stubEnv('NODE_ENV', mode);
    const { events } = await startApp({ ...(encryptionKeys && { encryptionKeys }) });
    expect(events.filter(({ type }) => type === 'encryption_keys_missing')).toHaveLength(count);
  });

  it.each([
    [-172_800_000, 1],
    [60_000, 1],
    [9_000, 0],
  ])('with a clock that is %d ms off, it reports %d differences', async (aheadMs, count) => {
    const store = memoryStore({ now: () => 1_700_000_000_000 });
    const { events } = await startApp({ store, now: () => 1_700_000_000_000 + aheadMs, leeway: 10 });
    const reported = events.filter(({ type }) => type === 'clock_skewed');
    expect(reported).toEqual(Array.from({ length: count }, () => ({ type: 'clock_skewed', aheadMs })));
  });
});

it('a previous secret that is dropped verifies nothing any longer', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const old = site.secret;
  app.clock.pass(1);
  site.rotateSecret();
  await site.call('installed');
  const exchange = async (secret: string): Promise<Response> =>
    app.post('/authbeat/session', exchangeForm(site.context({ secret })));
  expect((await exchange(old)).status).toBe(200);
  expect(await app.authbeat.dropPreviousSecret(site.clientKey)).toBe(true);
  expect(await refusalOf(await exchange(old))).toBe('401 host_token_invalid');
  expect((await exchange(site.secret)).status).toBe(200);
  expect(await app.authbeat.dropPreviousSecret(site.clientKey)).toBe(false);
  await expect(app.authbeat.dropPreviousSecret('')).rejects.toMatchObject({ code: 'argument_invalid' });
  expect(app.events).toContainEqual({ type: 'previous_secret_dropped', clientKey: site.clientKey });
});
