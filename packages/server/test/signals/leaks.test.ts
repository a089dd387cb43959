import { describe, expect, it } from 'vitest';
import { startApp } from '../support/app.ts';
import { watchForLeaks } from '../support/leaks.ts';

describe('the search for leaks, which runs in every test with an app', () => {
  it('finds tokens, secrets and tenants wherever they must not be', async () => {
    const app = await startApp();
    const site = app.site('a-tenant-of-ours');
    const find = (leak: (watch: ReturnType<typeof watchForLeaks>) => void): string => {
      const watch = watchForLeaks();
      leak(watch);
      try {
        watch.check([app.sessionKey], [site]);
        return 'nothing';
      } catch {
        return 'a leak';
      }
    };
    expect(find(() => undefined)).toBe('nothing');
    expect(find(({ recordEvent }) => recordEvent({ token: site.context() }))).toBe('a leak');
    expect(find(({ recordEvent }) => recordEvent({ error: new Error(app.sessionKey) }))).toBe('a leak');
    expect(
      find(({ recordEvent }) => recordEvent({ error: new Error('x', { cause: new Error(site.secret) }) })),
    ).toBe('a leak');
    expect(find(({ logger }) => logger.warn({ tenant: site.clientKey }, ''))).toBe('a leak');
    expect(find(({ logger }) => logger.warn({}, `jwt=${site.context()}`))).toBe('a leak');
    expect(find(({ recordEvent }) => recordEvent({ clientKey: site.clientKey }))).toBe('nothing');
  });
});
