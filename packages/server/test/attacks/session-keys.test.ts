import { hkdfSync, randomUUID } from 'node:crypto';
import { decodeToken, signHs256 } from '@authbeat/core';
import { expect, it } from 'vitest';
import { createKeyRing } from '../../src/tokens/keys.ts';
import { APP_KEY, bearer, refusalOf, startApp } from '../support/app.ts';
import { callWith } from '../support/doors.ts';

function kidOf(token: string): string {
  return decodeToken(token).header.kid ?? '';
}

it('a session that the tenant’s secret has signed is refused: the host cannot mint sessions', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const exp = Math.floor(app.clock.now() / 1000) + 60;
  const owner = {
    tid: site.clientKey,
    generation: 0,
    context: {},
    sid: randomUUID(),
    begun_at: exp,
    vouched_at: exp,
  };
  const claims = { iss: APP_KEY, aud: app.baseUrl, ...owner, exp };
  const typ = 'authbeat-session+jwt';
  for (const options of [{ typ }, { typ, kid: kidOf(await app.signIn(site)) }]) {
    expect(await callWith(app, signHs256(claims, site.secret, options))).toBe('401 session_invalid');
  }
});

it('the keys of sessions and of tickets differ, and neither is the session key itself', async () => {
  const app = await startApp();
  await app.installedSite('tenant-a');
  const keys = createKeyRing([app.sessionKey]);
  const exp = Math.floor(app.clock.now() / 1000) + 60;
  const owner = {
    tid: 'tenant-a',
    generation: 0,
    context: {},
    sid: randomUUID(),
    begun_at: exp,
    vouched_at: exp,
  };
  const claims = { iss: APP_KEY, aud: app.baseUrl, ...owner, exp };
  const [session, ticket] = [keys.sign('session', claims), keys.sign('ticket', claims)];
  expect(kidOf(session)).not.toBe(kidOf(ticket));
  const derived = (purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', app.sessionKey, '', `authbeat ${purpose}`, 32));
  const sign = (key: string | Uint8Array, typ: string, kid: string): string =>
    signHs256(claims, key, { typ, kid });
  const typ = 'authbeat-session+jwt';
  expect(await callWith(app, sign(derived('session'), typ, kidOf(session)))).toBe('admitted');
  expect(await callWith(app, sign(derived('session'), 'JWT', kidOf(session)))).toBe('401 session_invalid');
  expect(await callWith(app, sign(derived('ticket'), typ, kidOf(session)))).toBe('401 session_invalid');
  expect(await callWith(app, sign(derived('ticket'), typ, kidOf(ticket)))).toBe('401 session_invalid');
  expect(await callWith(app, sign(app.sessionKey, typ, kidOf(session)))).toBe('401 session_invalid');
});

it('a session that is always extended ends when its host proof is too old', async () => {
  const app = await startApp();
  let token = await app.signIn(await app.installedSite());
  let minutes = 0;
  let response = new Response('{}');
  for (; response.ok && minutes < 1000; minutes += 1) {
    ({ access_token: token = token } = (await response.json()) as { access_token?: string });
    app.clock.pass(60);
    response = await app.post('/authbeat/heartbeat', {}, bearer(token));
  }
  expect([minutes, await refusalOf(response)]).toEqual([60, '401 host_proof_required']);
  app.clock.pass(900);
  expect(await callWith(app, token)).toBe('401 session_expired');
});
