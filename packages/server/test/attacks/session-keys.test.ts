import { randomUUID } from 'node:crypto';
import { signHs256 } from '@authbeat/core';
import { expect, it } from 'vitest';
import { createKeyRing } from '../../src/tokens/keys.ts';
import { APP_KEY, bearer, refusalOf, startApp } from '../support/app.ts';
import { callWith } from '../support/doors.ts';

it('a session that the tenant’s secret has signed is refused: the host cannot mint sessions', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const exp = Math.floor(app.clock.now() / 1000) + 60;
  const claims = {
    iss: APP_KEY,
    aud: APP_KEY,
    tid: 'tenant-a',
    generation: 0,
    context: {},
    sid: 's',
    vouched_at: exp,
    exp,
  };
  for (const kid of [
    undefined,
    JSON.parse(Buffer.from((await app.signIn(site)).split('.')[0] ?? '', 'base64url').toString())
      .kid as string,
  ]) {
    const forged = signHs256(claims, site.secret, {
      typ: 'authbeat-session+jwt',
      ...(kid !== undefined && { kid }),
    });
    expect(await callWith(app, forged)).toBe('401 session_invalid');
  }
});

it('the key of sessions is not the key of tickets, nor the session key itself', async () => {
  const app = await startApp();
  const keys = createKeyRing([app.sessionKey]);
  const exp = Math.floor(app.clock.now() / 1000) + 60;
  const claims = {
    iss: APP_KEY,
    aud: APP_KEY,
    tid: 'a',
    generation: 0,
    context: {},
    sid: randomUUID(),
    vouched_at: exp,
    exp,
  };
  const [header = '', payload = ''] = keys.sign('session', claims).split('.');
  const [, , ticketSignature = ''] = keys.sign('ticket', claims).split('.');
  expect(await callWith(app, `${header}.${payload}.${ticketSignature}`)).toBe('401 session_invalid');
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
  const direct = signHs256(claims, app.sessionKey, { typ: 'authbeat-session+jwt', kid });
  expect(await callWith(app, direct)).toBe('401 session_invalid');
});

it('a session that is extended for ever ends when the host no longer vouches', async () => {
  const app = await startApp();
  let token = await app.signIn(await app.installedSite());
  let minutes = 0;
  let answer = new Response('{}');
  for (; answer.ok && minutes < 1000; minutes += 1) {
    ({ access_token: token = token } = (await answer.json()) as { access_token?: string });
    app.clock.pass(60);
    answer = await app.post('/authbeat/heartbeat', {}, bearer(token));
  }
  expect([minutes, await refusalOf(answer)]).toEqual([60, '401 host_proof_required']);
  app.clock.pass(900);
  expect(await callWith(app, token)).toBe('401 session_expired');
});
