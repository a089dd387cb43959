import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import type { BridgeBehaviour } from '../src/index.ts';
import { useInstalledApp } from './fixtures/installed-app.ts';
import { post } from './fixtures/request.ts';

describe('the endpoints for the pages of a host', () => {
  let now = 1_800_000_000_000;
  const setup = useInstalledApp({ now: () => now });

  async function getToken(behaviour: BridgeBehaviour): Promise<{ kind: string; token: string }> {
    setup.host.bridge.behaviour = behaviour;
    const { body } = await post(setup.host, '/host/token', {
      app: 'fixture-app',
      module: 'side',
      issue: 'AB-1',
    });
    return JSON.parse(body) as { kind: string; token: string };
  }

  it('issue a context token for the user who is signed in, and for the issue', async () => {
    setup.host.site.signIn('712020:cleo');
    const claims = decodeJwt((await getToken('fresh')).token);
    expect(claims).toMatchObject({ sub: '712020:cleo', qsh: 'context-qsh', exp: now / 1000 + 900 });
    expect(claims['context']).toMatchObject({
      jira: { issue: { id: '10001', key: 'AB-1' }, project: { id: '10000', key: 'AB' } },
    });
  });

  it('issue another token each time, and with `cached` the same one until it expires', async () => {
    const first = await getToken('cached');
    now += 899_000;
    expect((await getToken('cached')).token).toBe(first.token);
    now += 1000;
    expect((await getToken('cached')).token).not.toBe(first.token);
    setup.host.site.signIn('712020:ben');
    expect(decodeJwt((await getToken('cached')).token).sub).toBe('712020:ben');
  });

  it('issue an expired token with `expired`', async () => {
    expect(decodeJwt((await getToken('expired')).token).exp).toBeLessThan(now / 1000);
  });

  it('issue a token after the delay with `slow`', async () => {
    setup.host.bridge.delayMs = 150;
    const startedAt = performance.now();
    expect((await getToken('slow')).kind).toBe('token');
    expect(performance.now() - startedAt).toBeGreaterThan(140);
  });

  it('reject with `signed-out`, after signing out, and when the app is disabled', async () => {
    expect(await getToken('signed-out')).toEqual({
      kind: 'rejected',
      reason: 'No user is signed in to the host.',
    });
    setup.host.site.signOut();
    expect((await getToken('fresh')).kind).toBe('rejected');
    setup.host.site.signIn('712020:ada');
    await setup.installation.disable();
    expect((await getToken('fresh')).kind).toBe('rejected');
  });

  it('respond that the call never settles with `silent`', async () => {
    expect(await getToken('silent')).toEqual({ kind: 'silence' });
  });

  it('give the content resolver a new URL', async () => {
    const { body } = await post(setup.host, '/host/url', {
      app: 'fixture-app',
      module: 'side',
      issue: 'AB-3',
      ac: { x: '1', y: 2 },
    });
    const { url } = JSON.parse(body) as { url: string };
    expect(url).toContain('/side.html?issue=AB-3&x=1&nothing=&xdm_e=');
    expect(decodeJwt(new URL(url).searchParams.get('jwt') ?? '')).toMatchObject({ exp: now / 1000 + 180 });
    expect((await post(setup.host, '/host/url', { app: 'fixture-app', module: 'nothing' })).status).toBe(404);
  });

  it('start the faults of the user and of the bridge; the timeline records it', async () => {
    const start = async (fault: string) => post(setup.host, '/host/fault', { start: fault });
    const recorded = setup.host.timeline.lastId;
    await start('signed-out');
    expect(setup.host.site.signedIn).toBeUndefined();
    await start('user=712020:ben');
    expect(setup.host.site.signedIn?.name).toBe('Ben Sato');
    expect((await start('user=unknown')).status).toBe(400);
    await start('token-silent');
    expect(setup.host.bridge.behaviour).toBe('silent');
    expect((await start('nonsense')).status).toBe(400);
    const events = setup.host.timeline.events.filter(({ id }) => id > recorded);
    expect(
      events.filter(({ kind }) => kind !== 'fault').map(({ kind, sentence }) => [kind, sentence]),
    ).toEqual([
      ['session', 'Signed out.'],
      ['session', 'Signed in as Ada Mensah.'],
      ['session', 'Signed in as Ben Sato.'],
      // The fault that was refused has lifted nothing.
      ['behaviour', 'getToken: silent.'],
    ]);
  });

  it('record calls and frames in the timeline, but no token or secret', async () => {
    await getToken('fresh');
    await getToken('silent');
    await post(setup.host, '/host/frame', { app: 'fixture-app', module: 'side', event: 'loaded' });
    expect(
      (await post(setup.host, '/host/frame', { app: 'fixture-app', module: 'side', event: 'x' })).status,
    ).toBe(400);
    const { events } = setup.host.timeline;
    expect(events.map(({ sentence }) => sentence)).toEqual([
      'Sent "installed" to fixture-app: 204.',
      'Sent "enabled" to fixture-app: 204.',
      'Side: AP.context.getToken() resolved.',
      'getToken: silent.',
      'Side: AP.context.getToken() did not settle (silent).',
      'Side: a document loaded.',
    ]);
    expect(JSON.stringify(events)).not.toMatch(/eyJ|authbeat-dev-/);
  });
});
