import { describe, expect, it } from 'vitest';
import { bearer, startApp } from '../support/app.ts';

describe('a name that is missing', () => {
  it('revokes nothing, and rejects', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const session = await app.signIn(site);
    const missing = undefined as unknown as string;
    const { clientKey } = site;
    for (const [call, argument] of [
      [app.authbeat.revokeAccount({ clientKey, accountId: missing }), 'accountId'],
      [app.authbeat.revokeAccount({ clientKey, accountId: '' }), 'accountId'],
      [app.authbeat.revokeAccount({ clientKey: missing, accountId: 'alice' }), 'clientKey'],
      [app.authbeat.revokeAccount(undefined as never), 'clientKey'],
      [app.authbeat.revokeTenant(missing), 'clientKey'],
      [app.authbeat.revokeSession(missing), 'sessionId'],
      [app.authbeat.revokeSession({ sessionId: 'one' } as never), 'sessionId'],
    ] as const) {
      await expect(call).rejects.toMatchObject({ name: 'ArgumentError', code: 'argument_invalid', argument });
    }
    expect((await app.get('/api/me', bearer(session))).status).toBe(200);
    expect(app.events.filter(({ type }) => type === 'revoked')).toEqual([]);
  });

  it('does not compile', async () => {
    const { authbeat } = await startApp();
    const calls = [
      // @ts-expect-error -- the account is missing
      () => authbeat.revokeAccount({ clientKey: 'a' }),
      // @ts-expect-error -- the account is missing
      () => authbeat.revokeAccount({ clientKey: 'a', accountId: undefined }),
      // @ts-expect-error -- the clientKey is missing
      () => authbeat.revokeTenant(undefined),
      // @ts-expect-error -- the id is missing
      () => authbeat.revokeSession(undefined),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'argument_invalid' });
  });
});
