import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import type { BridgeBehaviour } from '../src/index.ts';
import { useStage } from './fixtures/stage.ts';
import { post } from './fixtures/request.ts';

describe('what a page asks its host', () => {
  let now = 1_800_000_000_000;
  const stage = useStage({ now: () => now });

  async function getToken(behaviour: BridgeBehaviour): Promise<{ kind: string; token: string }> {
    stage.host.bridge.behaviour = behaviour;
    const { body } = await post(stage.host, '/host/token', {
      app: 'fixture-app',
      module: 'side',
      issue: 'AB-1',
    });
    return JSON.parse(body) as { kind: string; token: string };
  }

  it('gets a context token for whoever is signed in, and for the issue', async () => {
    stage.host.site.signIn('712020:cleo');
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
    stage.host.site.signIn('712020:ben');
    expect(decodeJwt((await getToken('cached')).token).sub).toBe('712020:ben');
  });

  it('gets a genuine token whose life is over with `expired`', async () => {
    expect(decodeJwt((await getToken('expired')).token).exp).toBeLessThan(now / 1000);
  });

  it('gets a token after the delay with `slow`', async () => {
    stage.host.bridge.delay = 150;
    const startedAt = performance.now();
    expect((await getToken('slow')).kind).toBe('token');
    expect(performance.now() - startedAt).toBeGreaterThan(140);
  });

  it('is refused with `signed-out`, after signing out, and when the app is disabled', async () => {
    expect(await getToken('signed-out')).toEqual({
      kind: 'rejected',
      reason: 'Nobody is signed in to the host.',
    });
    stage.host.site.signOut();
    expect((await getToken('answers')).kind).toBe('rejected');
    stage.host.site.signIn('712020:ada');
    await stage.installation.disable();
    expect((await getToken('answers')).kind).toBe('rejected');
  });

  it('is told that there will be no answer with `silent`', async () => {
    expect(await getToken('silent')).toEqual({ kind: 'silence' });
  });

  it('gets a new URL from the content resolver', async () => {
    const { body } = await post(stage.host, '/host/url', {
      app: 'fixture-app',
      module: 'side',
      issue: 'AB-3',
      ac: { x: '1', y: 2 },
    });
    const { url } = JSON.parse(body) as { url: string };
    expect(url).toContain('/side.html?issue=AB-3&x=1&nothing=&xdm_e=');
    expect(decodeJwt(new URL(url).searchParams.get('jwt') ?? '')).toMatchObject({ exp: now / 1000 + 180 });
    expect((await post(stage.host, '/host/url', { app: 'fixture-app', module: 'nothing' })).status).toBe(404);
  });

  it('signs in and out, and switches the behaviour; the timeline tells', async () => {
    await post(stage.host, '/host/session', { account: null });
    expect(stage.host.site.signedIn).toBeUndefined();
    await post(stage.host, '/host/session', { account: '712020:ben' });
    expect(stage.host.site.signedIn?.name).toBe('Ben Sato');
    expect((await post(stage.host, '/host/session', { account: 'nobody' })).status).toBe(400);
    await post(stage.host, '/host/behaviour', { behaviour: 'silent' });
    expect(stage.host.bridge.behaviour).toBe('silent');
    expect((await post(stage.host, '/host/behaviour', { behaviour: 'nonsense' })).status).toBe(400);
    expect(stage.host.timeline.events.slice(-3).map(({ kind, sentence }) => [kind, sentence])).toEqual([
      ['session', 'Signed out.'],
      ['session', 'Signed in as Ben Sato.'],
      ['behaviour', 'getToken: silent.'],
    ]);
  });

  it('notes calls and frames in the timeline, and never a token or a secret', async () => {
    await getToken('answers');
    await getToken('silent');
    await post(stage.host, '/host/frame', { app: 'fixture-app', module: 'side', event: 'loaded' });
    expect(
      (await post(stage.host, '/host/frame', { app: 'fixture-app', module: 'side', event: 'x' })).status,
    ).toBe(400);
    const { events } = stage.host.timeline;
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
