import { describe, expect, it, onTestFinished } from 'vitest';
import { decodeToken } from '@authbeat/core';
import type { EventDescription } from '../src/details/describe-event.ts';
import type { TimelineEvent } from '../src/index.ts';
import { useInstalledApp } from './fixtures/installed-app.ts';
import { post, send } from './fixtures/request.ts';

const SESSION = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.e30.c2lnbmF0dXJl`;

describe('the traffic of an app', () => {
  const setup = useInstalledApp();

  /** Sends a request through the proxy. Returns its event. */
  async function pass(url: string, request: RequestInit = {}): Promise<TimelineEvent> {
    const { origin, pathname, search } = new URL(url);
    const proxy = await setup.host.startProxy({ upstream: origin });
    onTestFinished(async () => proxy.close());
    const recorded = setup.host.timeline.next(({ kind }) => kind === 'request', 30_000);
    const response = await fetch(proxy.url + pathname + search, request);
    await response.arrayBuffer();
    return recorded;
  }

  async function describeEvent({ id }: TimelineEvent): Promise<EventDescription> {
    const { body } = await post(setup.host, '/host/event', { id });
    return JSON.parse(body) as EventDescription;
  }

  it('belongs to the frame whose token a request carries, and so does what follows from the response', async () => {
    const { installation, app } = setup;
    app.status = 200;
    app.contentType = 'application/json';
    app.body = JSON.stringify({ access_token: SESSION, token_type: 'Bearer', expires_in: 60 });
    const page = await pass(installation.moduleUrl('side', { issue: 'AB-1' }));
    expect(page.sentence).toBe('Side: GET /base/side.html: 200.');
    expect(page.data).toMatchObject({ frame: 'fixture-app/side', method: 'GET', status: 200 });
    expect(Number(page.data['sessionEndsAtMs'])).toBeCloseTo(page.atMs + 60_000, -4);
    const call = await pass(`${app.url}/api`, { headers: { authorization: `Bearer ${SESSION}` } });
    expect(call.data).toMatchObject({ frame: 'fixture-app/side', path: '/base/api' });
    const other = await pass(`${app.url}/api`);
    expect(other.data).not.toHaveProperty('frame');
  });

  it('is described with what the token says, and both canonical requests', async () => {
    const { installation } = setup;
    setup.app.status = 401;
    const url = installation.moduleUrl('side', { issue: 'AB-1' });
    const right = await describeEvent(await pass(url));
    expect(right.tokens[0]).toMatchObject({ signature: { status: 'right' }, kind: { kind: 'iframe' } });
    expect(right.tokens[0]?.causes).toEqual([]);
    const wrong = await describeEvent(await pass(`${url}&zzz=2`));
    const [token] = wrong.tokens;
    expect(token?.causes[0]).toMatchObject({ id: 'parameter-added', certainty: 'certain' });
    const { received = '', signed = '' } = token?.binding ?? {};
    const { start = 0, end = 0 } = token?.difference ?? {};
    expect([signed.slice(start), received.slice(start), end]).toEqual(['', '&zzz=2', 0]);
  });

  it('shows no signature of a token but in the curl command', async () => {
    const url = setup.installation.moduleUrl('side', { issue: 'AB-1' });
    const signature = url.split('.').at(-1) ?? '';
    const event = await pass(url);
    const { curl = '', ...shown } = await describeEvent(event);
    expect(curl).toContain(signature);
    const exports = ['/host/timeline.har', '/host/timeline.json'].map(async (path) =>
      send(setup.host, path, { headers: { 'sec-fetch-site': 'same-origin' } }),
    );
    const [har, json] = await Promise.all(exports);
    expect(JSON.stringify([shown, har, json])).not.toContain(signature);
    expect(JSON.parse(har?.body ?? '')).toMatchObject({
      log: { entries: [{ request: { method: 'GET' }, response: { status: 204, content: { size: 0 } } }] },
    });
    expect(JSON.parse(json?.body ?? '')).toMatchObject({ site: 'jira', events: setup.host.timeline.events });
  });

  it('shows no signature of a token in an address that a form carries', async () => {
    const { installation, app, host } = setup;
    const url = installation.moduleUrl('side', { issue: 'AB-1' });
    const signature = url.split('.').at(-1) ?? '';
    const body = new URLSearchParams({ url });
    const { curl, ...shown } = await describeEvent(await pass(`${app.url}/api`, { method: 'POST', body }));
    const har = await send(host, '/host/timeline.har', { headers: { 'sec-fetch-site': 'same-origin' } });
    expect(har.body).toContain('%26jwt%3DeyJ');
    expect(JSON.stringify([shown, har])).not.toContain(signature);
    expect(curl).toContain(signature);
  });

  it('is only for the pages of the host', async () => {
    for (const path of ['/host/timeline', '/host/timeline.har', '/host/timeline.json'])
      expect((await send(setup.host, path, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(
        403,
      );
  });

  it('has the end of a token as it is, when a fault has it expired', async () => {
    await setup.host.faults.start('expired');
    const url = setup.installation.moduleUrl('side');
    const { exp } = decodeToken(new URL(url).searchParams.get('jwt') ?? '').claims;
    expect(setup.host.timeline.events.at(-1)).toMatchObject({
      sentence: 'Built the URL of "Side" with an expired token.',
      data: { expiresAtMs: Number(exp) * 1000 },
    });
    await setup.host.faults.lift();
    setup.installation.moduleUrl('side');
    expect(setup.host.timeline.events.at(-1)?.sentence).toBe(
      'Built the URL of "Side" with a token of 180 s.',
    );
  });
});

describe('the reason of an app', () => {
  const setup = useInstalledApp();
  const REASON = {
    method: 'GET',
    path: '/foo.html',
    door: 'page',
    cause: 'token-expired',
    message: 'The token expired 3 s ago.',
    help: '',
    docs: 'https://authbeat.dev/causes/token-expired/',
  };
  const report = async (body: object, headers: Record<string, string> = {}): Promise<number> => {
    const { port } = setup.host;
    const response = await fetch(`http://127.0.0.1:${port}/reasons`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return response.status;
  };

  it('stands in the timeline', async () => {
    expect(await report({ ...REASON, status: 401 })).toBe(200);
    expect(setup.host.timeline.events.at(-1)).toMatchObject({
      kind: 'reason',
      sentence: 'GET /foo.html: 401 at the door "page". The token expired 3 s ago.',
      data: { ...REASON, status: 401 },
    });
  });

  it('is refused from a page, and in another form', async () => {
    expect(await report({ ...REASON, status: 401 }, { origin: 'https://example.com' })).toBe(403);
    expect(await report(REASON)).toBe(400);
    expect(await report({ ...REASON, status: 401, door: 1 })).toBe(400);
    expect(setup.host.timeline.events.filter(({ kind }) => kind === 'reason')).toEqual([]);
  });
});
