import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHost, type BridgeBehaviour, type Host, type Installation } from '../src/index.ts';
import { startFixtureApp, type FixtureApp } from './fixtures/app.ts';
import { post } from './fixtures/request.ts';

describe('what a page asks its host', () => {
  let host: Host;
  let app: FixtureApp;
  let installation: Installation;
  let now = 1_800_000_000_000;

  beforeEach(async () => {
    host = await startHost({ now: () => now });
    app = await startFixtureApp();
    installation = await host.install(app.descriptorUrl);
  });
  afterEach(async () => {
    await Promise.all([host.close(), app.close()]);
  });

  async function getToken(behaviour: BridgeBehaviour): Promise<{ kind: string; token: string }> {
    host.bridge.behaviour = behaviour;
    const { body } = await post(host, '/host/token', { app: 'fixture-app', module: 'side', issue: 'AB-1' });
    return JSON.parse(body) as { kind: string; token: string };
  }

  it('gets a context token for whoever is signed in, and for the issue', async () => {
    host.site.signIn('712020:cleo');
    const claims = decodeJwt((await getToken('answers')).token);
    expect(claims).toMatchObject({ sub: '712020:cleo', qsh: 'context-qsh', exp: now / 1000 + 900 });
    expect(claims['context']).toMatchObject({
      jira: { issue: { id: '10001', key: 'AB-1' }, project: { id: '10000', key: 'AB' } },
    });
  });

  it('gets another token each time, and with `cached` the same one until it has expired', async () => {
    const first = await getToken('cached');
    now += 899_000;
    expect((await getToken('cached')).token).toBe(first.token);
    now += 1000;
    expect((await getToken('cached')).token).not.toBe(first.token);
    host.site.signIn('712020:ben');
    expect(decodeJwt((await getToken('cached')).token).sub).toBe('712020:ben');
  });

  it('gets a genuine token whose life is over with `expired`', async () => {
    expect(decodeJwt((await getToken('expired')).token).exp).toBeLessThan(now / 1000);
  });

  it('gets a token after the delay with `slow`', async () => {
    host.bridge.delay = 150;
    const startedAt = performance.now();
    expect((await getToken('slow')).kind).toBe('token');
    expect(performance.now() - startedAt).toBeGreaterThan(140);
  });

  it('is refused with `signed-out`, after signing out, and when the app is disabled', async () => {
    expect(await getToken('signed-out')).toEqual({
      kind: 'rejected',
      reason: 'Nobody is signed in to the host.',
    });
    host.site.signOut();
    expect((await getToken('answers')).kind).toBe('rejected');
    host.site.signIn('712020:ada');
    await installation.disable();
    expect((await getToken('answers')).kind).toBe('rejected');
  });

  it('is told that there will be no answer with `silent`', async () => {
    expect(await getToken('silent')).toEqual({ kind: 'silence' });
  });

  it('gets a new URL from the content resolver', async () => {
    const { body } = await post(host, '/host/url', {
      app: 'fixture-app',
      module: 'side',
      issue: 'AB-3',
      ac: { x: '1', y: 2 },
    });
    const { url } = JSON.parse(body) as { url: string };
    expect(url).toContain('/side.html?issue=AB-3&x=1&nothing=&xdm_e=');
    expect(decodeJwt(new URL(url).searchParams.get('jwt') ?? '')).toMatchObject({ exp: now / 1000 + 180 });
    expect((await post(host, '/host/url', { app: 'fixture-app', module: 'nothing' })).status).toBe(404);
  });

  it('signs in and out, and switches the behaviour; the timeline tells', async () => {
    await post(host, '/host/session', { account: null });
    expect(host.site.signedIn).toBeUndefined();
    await post(host, '/host/session', { account: '712020:ben' });
    expect(host.site.signedIn?.name).toBe('Ben Sato');
    expect((await post(host, '/host/session', { account: 'nobody' })).status).toBe(400);
    await post(host, '/host/behaviour', { behaviour: 'silent' });
    expect(host.bridge.behaviour).toBe('silent');
    expect((await post(host, '/host/behaviour', { behaviour: 'nonsense' })).status).toBe(400);
    expect(host.timeline.events.slice(-3).map(({ kind, sentence }) => [kind, sentence])).toEqual([
      ['session', 'Signed out.'],
      ['session', 'Signed in as Ben Sato.'],
      ['behaviour', 'getToken: silent.'],
    ]);
  });

  it('notes calls and frames in the timeline, and never a token or a secret', async () => {
    await getToken('answers');
    await getToken('silent');
    await post(host, '/host/frame', { app: 'fixture-app', module: 'side', event: 'loaded' });
    expect((await post(host, '/host/frame', { app: 'fixture-app', module: 'side', event: 'x' })).status).toBe(
      400,
    );
    const { events } = host.timeline;
    expect(events.map(({ sentence }) => sentence)).toEqual([
      'Sent "installed" to fixture-app: 204.',
      'Sent "enabled" to fixture-app: 204.',
      'Side: AP.context.getToken() answered.',
      'getToken: silent.',
      'Side: AP.context.getToken() no answer (silent).',
      'Side: a document has loaded.',
    ]);
    expect(JSON.stringify(events)).not.toMatch(/eyJ|authbeat-dev-/);
  });
});
