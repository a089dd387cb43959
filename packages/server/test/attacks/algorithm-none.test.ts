import { expect, it } from 'vitest';
import { APP_KEY, startApp } from '../support/app.ts';
import { callWith, compact, exchangeWith, installWith } from '../support/doors.ts';

it.each(['none', 'None', 'NONE', 'nOnE', '', null, ['none'], undefined])(
  'alg %j is refused everywhere',
  async (alg) => {
    const app = await startApp();
    const site = await app.installedSite();
    const exp = Math.floor(app.clock.now() / 1000) + 60;
    const claims = {
      iss: site.clientKey,
      aud: app.baseUrl,
      sub: 'alice',
      exp,
      qsh: 'context-qsh',
      tid: site.clientKey,
    };
    const header = { alg, typ: 'JWT' };
    expect(await exchangeWith(app, compact(header, claims))).toBe('401 host_token_invalid');
    expect(await installWith(app, compact(header, claims), site.lifecycleBody('installed'))).toBe(
      '401 host_token_invalid',
    );
    const session = compact(
      { ...header, typ: 'authbeat-session+jwt' },
      { ...claims, iss: APP_KEY, aud: app.baseUrl },
    );
    expect(await callWith(app, session)).toBe('401 session_invalid');
  },
);
