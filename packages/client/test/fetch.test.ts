import { describe, expect, test } from 'vitest';
import { ClientError } from '../src/errors.ts';
import { refuse } from './harness/backend.ts';
import { ORIGIN } from './harness/frame.ts';
import { simulatePage } from './harness/simulated-page.ts';
import type { SimulatedPage } from './harness/simulated-page.ts';

const API = `${ORIGIN}/api/items`;

/** A page whose session has begun. */
async function signedIn(options: Parameters<typeof simulatePage>[0] = {}): Promise<SimulatedPage> {
  const simulated = simulatePage(options);
  await simulated.advance(10_000);
  return simulated;
}

/** The status of the response, or the error. */
async function status({ outcome, client }: SimulatedPage, input: RequestInfo | URL, init?: RequestInit) {
  const result = await outcome(client.fetch(input, init));
  return result instanceof Error ? result : (result as Response).status;
}

describe('the token', () => {
  test('goes with requests to the page’s own origin', async () => {
    const simulated = await signedIn();
    expect(await status(simulated, API)).toBe(200);
    expect(simulated.backend.arrivals.at(-1)).toMatchObject({ what: 'api', token: 'session-1' });
  });

  test('goes to no other origin, unless it is listed', async () => {
    const simulated = await signedIn({ origins: ['https://api.example.com'] });
    for (const foreign of [
      'https://app.example.com.evil.test/',
      'http://app.example.com/',
      'https://app.example.com:8443/',
    ]) {
      simulated.backend.api = () => Response.json({});
      expect(await status(simulated, foreign)).toBe(200);
      expect(simulated.backend.arrivals.at(-1)?.token).toBeUndefined();
    }
    expect(await status(simulated, 'https://api.example.com/x')).toBe(200);
    expect(simulated.backend.arrivals.at(-1)?.token).toBe('session-1');
  });

  test('does not replace an Authorization of the app', async () => {
    const simulated = await signedIn();
    simulated.backend.api = () => Response.json({});
    await status(simulated, API, { headers: { Authorization: 'Bearer of-the-app' } });
    expect(simulated.backend.arrivals.at(-1)?.token).toBe('of-the-app');
  });
});

describe('a refused request', () => {
  test.each(['session_missing', 'session_expired', 'session_invalid', 'host_proof_required'])(
    'is sent again once, with another session, after %s',
    async (code) => {
      const simulated = await signedIn();
      simulated.backend.api = (token) => (token === 'session-1' ? refuse(code) : Response.json({}));
      expect(await status(simulated, API)).toBe(200);
      expect(simulated.backend.count('api')).toBe(2);
      expect(simulated.backend.count('exchange')).toBe(2);
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
    const simulated = await signedIn();
    simulated.backend.api = () => refuse(code, refusal);
    expect(await status(simulated, API)).toBe(refusal);
    expect(simulated.backend.count('api')).toBe(1);
    expect(simulated.backend.count('exchange')).toBe(1);
  });

  test.each(['', '<h1>401</h1>', 'null', '[]', '{"code":{}}', '{"error":"session_expired"}'])(
    'of the app itself, with the body %j, is the app’s business, and its body can still be read',
    async (body) => {
      const simulated = await signedIn();
      simulated.backend.api = () => new Response(body, { status: 401 });
      const response = await simulated.outcome(simulated.client.fetch(API));
      expect(response).toBeInstanceOf(Response);
      expect(await (response as Response).text()).toBe(body);
      expect(simulated.backend.count('exchange')).toBe(1);
    },
  );

  test('ends the session when it was revoked', async () => {
    const simulated = await signedIn();
    simulated.backend.revokeSessions();
    expect(await status(simulated, API)).toBe(401);
    expect(simulated.client.state.status).toBe('signedout');
    expect(simulated.backend.count('exchange')).toBe(1);
  });

  test('while a renewal is under way makes no exchange of its own', async () => {
    const simulated = await signedIn();
    simulated.backend.forgetSessions();
    const results = await simulated.outcome(
      Promise.all(Array.from({ length: 20 }, async () => (await simulated.client.fetch(API)).status)),
    );
    expect(results).toEqual(Array.from({ length: 20 }, () => 200));
    expect(simulated.backend.count('exchange')).toBe(2);
    expect(simulated.backend.count('api')).toBe(40);
  });

  test('that comes late does not end the newer session', async () => {
    const simulated = await signedIn();
    simulated.backend.api = () => {
      simulated.backend.api = undefined;
      return refuse('session_expired');
    };
    simulated.backend.latency = 20_000;
    const late = simulated.client.fetch(API);
    await simulated.advance(5_000);
    simulated.backend.latency = 40;
    expect(await simulated.outcome(late.then((response) => response.status))).toBe(200);
  });

  test('by a server that accepts none of its sessions leads to few exchanges', async () => {
    const simulated = await signedIn();
    simulated.backend.api = () => refuse('session_invalid');
    const results: unknown[] = [];
    for (let request = 0; request < 600; request += 1) results.push(await result(simulated));
    expect(results.slice(0, 2)).toEqual([401, 'session_refused']);
    expect(new Set(results)).toEqual(new Set([401, 'session_refused']));
    expect(simulated.backend.count('exchange')).toBeLessThan(12);
  });
});

async function result(simulated: SimulatedPage): Promise<unknown> {
  const settled = simulated.client.fetch(API).then(
    (response) => response.status,
    (error: unknown) => (error as ClientError).code,
  );
  return simulated
    .outcome(settled, 1_000)
    .then(async (now) => (now === 'nothing yet' ? simulated.outcome(settled, 20_000) : now));
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
    const simulated = await signedIn();
    simulated.backend.forgetSessions();
    expect(await status(simulated, API, { method: 'POST', body: body() })).toBe(200);
    const [first, second] = simulated.backend.arrivals.filter(({ what }) => what === 'api');
    expect(first?.body).not.toBe('');
    expect(second?.body).toBe(first?.body);
  });

  test('of a Request is sent again whole', async () => {
    const simulated = await signedIn();
    simulated.backend.forgetSessions();
    expect(await status(simulated, new Request(API, { method: 'POST', body: 'text' }))).toBe(200);
    expect(simulated.backend.arrivals.filter(({ what }) => what === 'api').map(({ body }) => body)).toEqual([
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

  test('that is a stream is sent once; a refusal rejects with body_consumed', async () => {
    const simulated = await signedIn();
    simulated.backend.forgetSessions();
    expect(await status(simulated, API, stream())).toMatchObject({
      code: 'body_consumed',
      data: { status: 401 },
    });
    expect(simulated.backend.count('api')).toBe(1);
    expect(await status(simulated, API, stream())).toBe(200);
  });

  test('that is a stream waits for a renewal that is under way, though the session lives', async () => {
    const simulated = await signedIn();
    simulated.backend.latency = 3_000;
    await simulated.advance(0.75 * 900_000 - 10_000 + 500);
    const responses = Promise.all([simulated.client.fetch(API), simulated.client.fetch(API, stream())]);
    await simulated.advance(20_000);
    expect((await responses).map(({ status }) => status)).toEqual([200, 200]);
    const sent = simulated.backend.arrivals.filter(({ what }) => what === 'api');
    expect(sent.map(({ token, body }) => [token, body])).toEqual([
      ['session-1', ''],
      ['session-2', 'streamed'],
    ]);
  });
});

test('an aborted request waits no longer for a session', async () => {
  const simulated = simulatePage();
  simulated.backend.server = 'mute';
  const abort = new AbortController();
  const response = simulated.client.fetch(API, { signal: abort.signal });
  await simulated.advance(100);
  abort.abort();
  expect(await simulated.outcome(response, 0)).toMatchObject({ name: 'AbortError' });
});

describe('a ticket', () => {
  test('opens an address of the app', async () => {
    const simulated = await signedIn();
    simulated.backend.api = () =>
      Response.json({ url: '/api/export.csv?year=2026&authbeat_ticket=t', expires_in: 30 });
    expect(await simulated.outcome(simulated.client.fetchTicketUrl('/api/export.csv?year=2026'))).toBe(
      `${ORIGIN}/api/export.csv?year=2026&authbeat_ticket=t`,
    );
    const { body, token } = simulated.backend.arrivals.at(-1) ?? {};
    expect([new URLSearchParams(body).get('url'), token]).toEqual(['/api/export.csv?year=2026', 'session-1']);
  });

  test.each(['https://app.example.com.evil.test/x', 'https://app.example.co/x', 'data:text/plain,x'])(
    'is not asked for %s',
    async (foreign) => {
      const simulated = await signedIn();
      expect(await simulated.outcome(simulated.client.fetchTicketUrl(foreign))).toMatchObject({
        code: 'refused',
      });
      expect(simulated.backend.count('api')).toBe(0);
    },
  );

  test.each([
    ['https://evil.test/x?authbeat_ticket=t'],
    ['//evil.test/x?authbeat_ticket=t'],
    ['/other?authbeat_ticket=t'],
    ['javascript:alert(1)//?authbeat_ticket=t'],
  ])('opens the address that was asked for, whatever the server’s response: %s', async (url) => {
    const simulated = await signedIn();
    simulated.backend.api = () => Response.json({ url });
    expect(await simulated.outcome(simulated.client.fetchTicketUrl('/video.mp4#t=10'))).toBe(
      `${ORIGIN}/video.mp4?authbeat_ticket=t#t=10`,
    );
  });

  test('that is refused rejects with the server’s reason', async () => {
    const simulated = await signedIn();
    simulated.backend.api = () => refuse('request_malformed', 400);
    const error = await simulated.outcome(simulated.client.fetchTicketUrl('/x'));
    expect(error).toMatchObject({ code: 'unavailable', data: { status: 400, refusal: 'request_malformed' } });
    expect(error).toBeInstanceOf(ClientError);
  });
});

test('no error holds a token or the address of the page', async () => {
  const simulated = await signedIn();
  simulated.backend.api = () => refuse('session_invalid');
  for (let request = 0; request < 4; request += 1) await status(simulated, API);
  const text = String(simulated.client.state.error?.stack) + JSON.stringify(simulated.client.state);
  expect(text).not.toMatch(/session-\d|jwt=/);
});
