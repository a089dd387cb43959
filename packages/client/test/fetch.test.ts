import { describe, expect, test } from 'vitest';
import { ClientError } from '../src/errors.ts';
import { refuse } from './harness/backend.ts';
import { ORIGIN } from './harness/frame.ts';
import { stage } from './harness/scene.ts';
import type { Scene } from './harness/scene.ts';

const API = `${ORIGIN}/api/items`;

/** A scene whose session is there. */
async function signedIn(options: Parameters<typeof stage>[0] = {}): Promise<Scene> {
  const scene = stage(options);
  await scene.advance(10_000);
  return scene;
}

/** The status of the answer, or the error. */
async function status({ outcome, client }: Scene, input: RequestInfo | URL, init?: RequestInit) {
  const result = await outcome(client.fetch(input, init));
  return result instanceof Error ? result : (result as Response).status;
}

describe('the token', () => {
  test('goes with requests to the page’s own origin', async () => {
    const scene = await signedIn();
    expect(await status(scene, API)).toBe(200);
    expect(scene.backend.arrivals.at(-1)).toMatchObject({ what: 'api', token: 'session-1' });
  });

  test('goes to no other origin, unless it is listed', async () => {
    const scene = await signedIn({ origins: ['https://api.example.com'] });
    for (const foreign of [
      'https://app.example.com.evil.test/',
      'http://app.example.com/',
      'https://app.example.com:8443/',
    ]) {
      scene.backend.api = () => Response.json({});
      expect(await status(scene, foreign)).toBe(200);
      expect(scene.backend.arrivals.at(-1)?.token).toBeUndefined();
    }
    expect(await status(scene, 'https://api.example.com/x')).toBe(200);
    expect(scene.backend.arrivals.at(-1)?.token).toBe('session-1');
  });

  test('does not replace an Authorization of the app', async () => {
    const scene = await signedIn();
    scene.backend.api = () => Response.json({});
    await status(scene, API, { headers: { Authorization: 'Bearer of-the-app' } });
    expect(scene.backend.arrivals.at(-1)?.token).toBe('of-the-app');
  });
});

describe('a refused request', () => {
  test.each(['session_missing', 'session_expired', 'session_invalid', 'host_proof_required'])(
    'is sent again once, with another session, after %s',
    async (code) => {
      const scene = await signedIn();
      scene.backend.api = (token) => (token === 'session-1' ? refuse(code) : Response.json({}));
      expect(await status(scene, API)).toBe(200);
      expect(scene.backend.count('api')).toBe(2);
      expect(scene.backend.count('exchange')).toBe(2);
    },
  );

  test.each([
    ['ticket_invalid', 401],
    ['recovery_refused', 401],
    ['host_token_invalid', 401],
    ['something_else', 401],
    ['session_expired', 403],
    ['session_expired', 500],
  ])('is not sent again after %s with status %i', async (code, refusal) => {
    const scene = await signedIn();
    scene.backend.api = () => refuse(code, refusal);
    expect(await status(scene, API)).toBe(refusal);
    expect(scene.backend.count('api')).toBe(1);
    expect(scene.backend.count('exchange')).toBe(1);
  });

  test.each(['', '<h1>401</h1>', 'null', '[]', '{"code":{}}', '{"error":"session_expired"}'])(
    'of the app itself, with the body %j, is the app’s business, and its body can still be read',
    async (body) => {
      const scene = await signedIn();
      scene.backend.api = () => new Response(body, { status: 401 });
      const response = await scene.outcome(scene.client.fetch(API));
      expect(response).toBeInstanceOf(Response);
      expect(await (response as Response).text()).toBe(body);
      expect(scene.backend.count('exchange')).toBe(1);
    },
  );

  test('tells of the end when the session is revoked', async () => {
    const scene = await signedIn();
    scene.backend.revokeSessions();
    expect(await status(scene, API)).toBe(401);
    expect(scene.client.state.status).toBe('signedout');
    expect(scene.backend.count('exchange')).toBe(1);
  });

  test('with another session on its way needs no exchange of its own', async () => {
    const scene = await signedIn();
    scene.backend.forgetSessions();
    const results = await scene.outcome(
      Promise.all(Array.from({ length: 20 }, async () => (await scene.client.fetch(API)).status)),
    );
    expect(results).toEqual(Array.from({ length: 20 }, () => 200));
    expect(scene.backend.count('exchange')).toBe(2);
    expect(scene.backend.count('api')).toBe(40);
  });

  test('that comes late does not end the newer session', async () => {
    const scene = await signedIn();
    scene.backend.api = () => {
      scene.backend.api = undefined;
      return refuse('session_expired');
    };
    scene.backend.latency = 20_000;
    const late = scene.client.fetch(API);
    await scene.advance(5_000);
    scene.backend.latency = 40;
    expect(await scene.outcome(late.then((response) => response.status))).toBe(200);
  });

  test('by a server that accepts none of its sessions leads to few exchanges', async () => {
    const scene = await signedIn();
    scene.backend.api = () => refuse('session_invalid');
    const results: unknown[] = [];
    for (let request = 0; request < 600; request += 1) results.push(await result(scene));
    expect(results.slice(0, 2)).toEqual([401, 'session_refused']);
    expect(new Set(results)).toEqual(new Set([401, 'session_refused']));
    expect(scene.backend.count('exchange')).toBeLessThan(12);
  });
});

async function result(scene: Scene): Promise<unknown> {
  const answer = scene.client.fetch(API).then(
    (response) => response.status,
    (error: unknown) => (error as ClientError).code,
  );
  return scene
    .outcome(answer, 1_000)
    .then(async (now) => (now === 'nothing yet' ? scene.outcome(answer, 20_000) : now));
}

describe('a body', () => {
  const form = new FormData();
  form.set('a', '1');
  const bodies: [string, () => BodyInit][] = [
    ['a string', () => 'text'],
    ['bytes', () => new Uint8Array([1, 2, 3])],
    ['a blob', () => new Blob(['blob'])],
    ['a form', () => form],
    ['parameters', () => new URLSearchParams({ a: '1' })],
  ];

  test.each(bodies)('that is %s is sent again whole', async (_name, body) => {
    const scene = await signedIn();
    scene.backend.forgetSessions();
    expect(await status(scene, API, { method: 'POST', body: body() })).toBe(200);
    const [first, second] = scene.backend.arrivals.filter(({ what }) => what === 'api');
    expect(first?.body).not.toBe('');
    expect(second?.body).toBe(first?.body);
  });

  test('of a Request is sent again whole', async () => {
    const scene = await signedIn();
    scene.backend.forgetSessions();
    expect(await status(scene, new Request(API, { method: 'POST', body: 'text' }))).toBe(200);
    expect(scene.backend.arrivals.filter(({ what }) => what === 'api').map(({ body }) => body)).toEqual([
      'text',
      'text',
    ]);
  });

  // Node asks for `duplex` where a body is a stream.
  const stream = (): RequestInit & { duplex: string } => ({
    method: 'POST',
    body: new Blob(['streamed']).stream(),
    duplex: 'half',
  });

  test('that is a stream is sent once, and refused, told', async () => {
    const scene = await signedIn();
    scene.backend.forgetSessions();
    expect(await status(scene, API, stream())).toMatchObject({
      code: 'body_consumed',
      data: { status: 401 },
    });
    expect(scene.backend.count('api')).toBe(1);
    expect(await status(scene, API, stream())).toBe(200);
  });

  test('that is a stream waits for a renewal that is under way, though the session lives', async () => {
    const scene = await signedIn();
    scene.backend.latency = 3_000;
    await scene.advance(0.75 * 900_000 - 10_000 + 500);
    const answers = Promise.all([scene.client.fetch(API), scene.client.fetch(API, stream())]);
    await scene.advance(20_000);
    expect((await answers).map(({ status }) => status)).toEqual([200, 200]);
    const sent = scene.backend.arrivals.filter(({ what }) => what === 'api');
    expect(sent.map(({ token, body }) => [token, body])).toEqual([
      ['session-1', ''],
      ['session-2', 'streamed'],
    ]);
  });
});

test('an aborted request waits no longer for a session', async () => {
  const scene = stage();
  scene.backend.server = 'mute';
  const abort = new AbortController();
  const response = scene.client.fetch(API, { signal: abort.signal });
  await scene.advance(100);
  abort.abort();
  expect(await scene.outcome(response, 0)).toMatchObject({ name: 'AbortError' });
});

describe('a ticket', () => {
  test('opens an address of the app', async () => {
    const scene = await signedIn();
    scene.backend.api = () =>
      Response.json({ url: '/api/export.csv?year=2026&authbeat_ticket=t', expires_in: 30 });
    expect(await scene.outcome(scene.client.fetchTicketUrl('/api/export.csv?year=2026'))).toBe(
      `${ORIGIN}/api/export.csv?year=2026&authbeat_ticket=t`,
    );
    const { body, token } = scene.backend.arrivals.at(-1) ?? {};
    expect([new URLSearchParams(body).get('url'), token]).toEqual(['/api/export.csv?year=2026', 'session-1']);
  });

  test.each(['https://app.example.com.evil.test/x', 'https://app.example.co/x', 'data:text/plain,x'])(
    'is not asked for %s',
    async (foreign) => {
      const scene = await signedIn();
      expect(await scene.outcome(scene.client.fetchTicketUrl(foreign))).toMatchObject({ code: 'refused' });
      expect(scene.backend.count('api')).toBe(0);
    },
  );

  test.each([
    ['https://evil.test/x?authbeat_ticket=t'],
    ['//evil.test/x?authbeat_ticket=t'],
    ['/other?authbeat_ticket=t'],
    ['javascript:alert(1)//?authbeat_ticket=t'],
  ])('opens the address that was asked for, whatever the server’s response: %s', async (url) => {
    const scene = await signedIn();
    scene.backend.api = () => Response.json({ url });
    expect(await scene.outcome(scene.client.fetchTicketUrl('/video.mp4#t=10'))).toBe(
      `${ORIGIN}/video.mp4?authbeat_ticket=t#t=10`,
    );
  });

  test('that is refused is told with the server’s reason', async () => {
    const scene = await signedIn();
    scene.backend.api = () => refuse('request_malformed', 400);
    const error = await scene.outcome(scene.client.fetchTicketUrl('/x'));
    expect(error).toMatchObject({ code: 'unavailable', data: { status: 400, refusal: 'request_malformed' } });
    expect(error).toBeInstanceOf(ClientError);
  });
});

test('no error holds a token or the address of the page', async () => {
  const scene = await signedIn();
  scene.backend.api = () => refuse('session_invalid');
  for (let request = 0; request < 4; request += 1) await status(scene, API);
  const text = String(scene.client.state.error?.stack) + JSON.stringify(scene.client.state);
  expect(text).not.toMatch(/session-\d|jwt=/);
});
