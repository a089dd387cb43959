import { describe, expect, test } from 'vitest';
import { ClientError } from '../src/errors.ts';
import { custom } from '../src/sources/custom.ts';
import { simulatePage } from './harness/simulated-page.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const codeOf = (error: unknown): string | undefined =>
  error instanceof ClientError ? error.code : undefined;

describe('a session', () => {
  test('begins by itself, and all callers that wait for it get the same token from one exchange', async () => {
    const { client, backend, outcome } = simulatePage();
    expect(client.state.status).toBe('starting');
    const tokens = await outcome(Promise.all([client.getToken(), client.getToken(), client.getToken()]));
    expect(tokens).toEqual(['session-1', 'session-1', 'session-1']);
    expect(client.state).toEqual({ status: 'active' });
    expect(backend.count('exchange')).toBe(1);
  });

  test('is renewed between 70 and 80 percent of its life, and at no other time', async () => {
    for (const random of [0, 0.5, 0.999]) {
      const { backend, advance } = simulatePage({ random: () => random });
      await advance(10 * HOUR);
      const times = backend.arrivals.map(({ at }) => at);
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0.7 * 15 * MINUTE);
      expect(Math.max(...gaps)).toBeLessThan(0.8 * 15 * MINUTE + 1_000);
    }
  });

  test('is one in a document, however often a client is made', async () => {
    const { create, client, backend, advance } = simulatePage();
    expect(create()).toBe(client);
    expect(create({ mount: '/authbeat/' })).toBe(client);
    expect(create({ mount: '/other' })).not.toBe(client);
    await advance(1_000);
    expect(backend.count('exchange')).toBe(1);
  });

  test('survives a life longer than timers can count, without a loop', async () => {
    const { backend, advance, client } = simulatePage();
    backend.life = 60 * 24 * HOUR;
    await advance(30 * 24 * HOUR);
    expect(backend.count('exchange')).toBe(1);
    expect(client.state.status).toBe('active');
  });

  test.each([0, -1, Number.NaN, 'soon', null])('is not made of a life of %s seconds', async (life) => {
    let exchanges = 0;
    const { client, outcome } = simulatePage({
      fetch: async () => {
        exchanges += 1;
        return Response.json({ access_token: 'a', expires_in: life });
      },
    });
    expect(codeOf(await outcome(client.getToken(), 5_000))).toBe('unavailable');
    expect(exchanges).toBe(3);
  });
});

test('a session without a token is no session', async () => {
  const { client, outcome } = simulatePage({
    fetch: async () => Response.json({ access_token: '', expires_in: 900 }),
  });
  expect(codeOf(await outcome(client.getToken(), 5_000))).toBe('unavailable');
});

test('a renewal that is refused because the session was revoked ends it', async () => {
  const { client, backend, advance } = simulatePage();
  await advance(MINUTE);
  backend.host = 'silent';
  backend.revokeSessions();
  await advance(15 * MINUTE);
  expect(client.state.status).toBe('signedout');
  expect(backend.count('heartbeat')).toBe(1);
});

describe('waking up', () => {
  test.each([false, true])(
    'after a night finds a new session (a clock that counts sleep: %s)',
    async (countsSleep) => {
      const { client, frame, timeline, backend, advance, outcome } = simulatePage({ countsSleep });
      await advance(MINUTE);
      timeline.skip(8 * HOUR);
      frame.wakeUp(8 * HOUR);
      expect(await outcome(client.getToken(), 1_000)).toBe('session-2');
      expect(backend.count('exchange')).toBe(2);
    },
  );

  test.each(['visibilitychange', 'pageshow', 'focus', 'online'])('is noticed by %s', async (event) => {
    const { frame, timeline, backend, advance } = simulatePage();
    await advance(MINUTE);
    timeline.skip(8 * HOUR);
    frame.wakeUp(8 * HOUR);
    frame.tell(event);
    await advance(100);
    expect(backend.count('exchange')).toBe(2);
  });

  test('is noticed within half a minute where there is no event', async () => {
    const { frame, timeline, backend, advance } = simulatePage();
    await advance(MINUTE);
    timeline.skip(8 * HOUR);
    frame.wakeUp(8 * HOUR);
    await advance(31_000);
    expect(backend.count('exchange')).toBe(2);
  });

  test('makes no request while the session is valid, however often the page is shown', async () => {
    const { frame, backend, advance } = simulatePage();
    await advance(MINUTE);
    for (let look = 0; look < 100; look += 1) frame.tell('focus');
    await advance(MINUTE);
    expect(backend.count('exchange')).toBe(1);
  });

  test('a hidden page, whose timers fire once a minute, keeps its session', async () => {
    const { client, frame, backend, advance } = simulatePage();
    frame.hidden = true;
    await advance(HOUR);
    expect(client.state.status).toBe('active');
    expect(backend.count('exchange')).toBeLessThan(8);
  });
});

describe('trouble', () => {
  test('is reported after three attempts, and ends by itself', async () => {
    const { client, backend, outcome, advance } = simulatePage();
    backend.server = 'down';
    expect(codeOf(await outcome(client.getToken(), 10_000))).toBe('unavailable');
    expect(client.state.status).toBe('failed');
    backend.server = 'up';
    await advance(5 * MINUTE);
    expect(client.state).toEqual({ status: 'active' });
  });

  test('makes attempts less and less often, down to one in five minutes', async () => {
    const { timeline, advance, client } = simulatePage({
      fetch: async () => {
        attempts.push(timeline.now);
        throw new TypeError('Failed to fetch');
      },
    });
    const attempts: number[] = [];
    await advance(4 * HOUR);
    expect(client.state.error?.data.cause).toBeInstanceOf(TypeError);
    const lastHour = attempts.filter((time) => time > 3 * HOUR).length;
    expect(lastHour).toBeGreaterThanOrEqual(12);
    expect(lastHour).toBeLessThanOrEqual(24);
    expect(attempts.length).toBeLessThan(90);
  });

  test('with a server that names a time makes no earlier attempt when the page is shown', async () => {
    const { frame, backend, advance, client } = simulatePage();
    backend.server = 'busy';
    backend.arrivals.length = 0;
    frame.fetch = async () => {
      asked += 1;
      return Response.json({ code: 'unavailable' }, { status: 503, headers: { 'Retry-After': '120' } });
    };
    let asked = 0;
    await advance(100);
    expect(client.state.error?.data).toMatchObject({ status: 503, refusal: 'unavailable', retryAfter: 120 });
    for (let look = 0; look < 10; look += 1) {
      frame.tell('focus');
      await advance(10_000);
    }
    expect(asked).toBe(1);
    await advance(21_000);
    expect(asked).toBe(2);
  });

  test.each(['Wed, 21 Oct 2026 07:28:00 GMT', '-5', 'soon', ''])(
    'with a server that names the time as %j is followed by another attempt',
    async (retryAfter) => {
      const { backend, frame, advance, client } = simulatePage();
      const { fetch } = frame;
      frame.fetch = async () => Response.json({}, { status: 503, headers: { 'Retry-After': retryAfter } });
      await advance(MINUTE);
      frame.fetch = fetch;
      await advance(6 * MINUTE);
      expect(client.state.status).toBe('active');
      expect(backend.count('exchange')).toBe(1);
    },
  );

  test('ends soon after the page is shown, with a pause between attempts', async () => {
    const { client, frame, backend, advance } = simulatePage();
    backend.server = 'down';
    await advance(10 * MINUTE);
    backend.server = 'up';
    frame.tell('focus');
    await advance(5_100);
    expect(client.state.status).toBe('active');
  });

  test('of the host does not matter while the server extends the session', async () => {
    const { client, backend, advance } = simulatePage();
    await advance(MINUTE);
    backend.host = 'silent';
    await advance(40 * MINUTE);
    expect(client.state.status).toBe('active');
    expect(backend.count('heartbeat')).toBeGreaterThan(2);
    await advance(60 * MINUTE);
    expect(client.state).toMatchObject({ status: 'failed', error: { code: 'host_silent' } });
    backend.host = 'responds';
    await advance(6 * MINUTE);
    expect(client.state.status).toBe('active');
  });

  test('a renewal that hangs is aborted, and its late response is not used', async () => {
    const { client, backend, advance } = simulatePage();
    backend.server = 'mute';
    await advance(30_300);
    backend.server = 'up';
    await advance(5_000);
    expect(client.state.status).toBe('active');
    expect(backend.count('exchange')).toBe(1);
  });
});

describe('offline', () => {
  test('is a pause: there is no request and no failure, and the session continues with the network', async () => {
    const { client, frame, backend, advance } = simulatePage();
    await advance(MINUTE);
    const events: string[] = [];
    for (const name of ['paused', 'failed', 'active', 'renewed'] as const)
      client.on(name, () => events.push(name));
    frame.connect(false);
    await advance(HOUR);
    expect(client.state).toMatchObject({ status: 'paused', error: { code: 'offline' } });
    expect(backend.count('exchange')).toBe(1);
    frame.connect(true);
    await advance(1_000);
    expect(events).toEqual(['paused', 'active', 'renewed']);
  });

  test('does not count as a failure: with the network back, the next attempt comes at once', async () => {
    const { client, frame, backend, advance } = simulatePage();
    const { fetch } = frame;
    let attempts = 0;
    frame.fetch = async (input, init) => {
      attempts += 1;
      return fetch(input, init);
    };
    backend.latency = 1_000;
    for (let outage = 1; outage <= 5; outage += 1) {
      backend.server = 'down';
      frame.connect(true);
      await advance(100);
      expect(attempts).toBe(outage);
      frame.connect(false);
      await advance(2_000);
      expect(client.state.status).toBe('paused');
    }
    backend.server = 'up';
    frame.connect(true);
    await advance(1_100);
    expect(client.state.status).toBe('active');
  });

  test('leaves a live session usable, and rejects calls at once when there is none', async () => {
    const { client, frame, advance, outcome } = simulatePage();
    await advance(MINUTE);
    frame.connect(false);
    expect(await outcome(client.getToken(), 0)).toBe('session-1');
    await advance(HOUR);
    expect(codeOf(await outcome(client.getToken(), 0))).toBe('offline');
  });

  test('from the start keeps `ready` waiting', async () => {
    const { client, frame, advance, outcome } = simulatePage();
    frame.connect(false);
    frame.fetch = async () => {
      throw new TypeError('Failed to fetch');
    };
    expect(await outcome(client.ready, HOUR)).toBe('nothing yet');
    frame.connect(true);
    await advance(0);
  });
});

test('`ready` is one promise through a failure, and another when that is over', async () => {
  const { client, backend, outcome, advance } = simulatePage();
  backend.server = 'down';
  const { ready } = client;
  expect(codeOf(await outcome(ready))).toBe('unavailable');
  expect(client.ready).toBe(ready);
  backend.server = 'up';
  client.retry();
  await advance(1_000);
  expect(client.ready).not.toBe(ready);
  expect(await outcome(client.ready, 0)).toBeUndefined();
});

describe('the end of a session', () => {
  test('wins over a renewal in flight, and lasts until a retry', async () => {
    const { client, backend, advance, outcome } = simulatePage();
    await advance(11.3 * MINUTE);
    client.retry();
    const leaving = client.signOut();
    expect(await outcome(leaving, 1_000)).toBeUndefined();
    const exchanges = backend.count('exchange');
    await advance(2 * HOUR);
    expect(client.state).toMatchObject({ status: 'signedout', error: { code: 'signedout' } });
    expect(codeOf(await outcome(client.getToken(), 0))).toBe('signedout');
    expect(backend.count('exchange')).toBe(exchanges);
    expect(backend.count('signout')).toBe(1);
    client.retry();
    expect(client.state.status).toBe('starting');
    expect(await outcome(client.getToken(), 1_000)).toMatch(/^session-/);
  });

  test('reaches the other frames of the same tenant and account, and ends their sessions too', async () => {
    const { client, backend, lines, addFrame, advance } = simulatePage();
    const other = addFrame();
    await advance(1_000);
    expect(new Set(lines.names).size).toBe(1);
    expect(lines.names[0]).toContain('tenant account');
    await Promise.all([client.signOut(), advance(1_000)]);
    expect(other.client.state.status).toBe('signedout');
    expect(backend.count('signout')).toBe(2);
  });

  test('is sent so that it survives the page', async () => {
    const { client, frame, advance } = simulatePage();
    await advance(1_000);
    const { fetch } = frame;
    let seen: RequestInit | undefined;
    frame.fetch = async (input, init) => {
      seen = init;
      return fetch(input, init);
    };
    await Promise.all([client.signOut(), advance(1_000)]);
    expect(seen).toMatchObject({ method: 'DELETE', keepalive: true });
  });

  test('does not reach another mount of the same tenant and account', async () => {
    const { client, create, advance, lines } = simulatePage();
    const grant = { token: 'token', expiresIn: 900, subject: 'tenant account' };
    const other = create({ mount: '/other', source: custom(async () => grant) });
    await advance(1_000);
    expect(lines.names).toHaveLength(2);
    await Promise.all([client.signOut(), advance(1_000)]);
    expect(other.state.status).toBe('active');
  });

  test('does not reach the frames of an account that the page had before', async () => {
    const subjects = ['one', 'two'];
    const { lines, advance } = simulatePage({
      source: custom(async () => ({ token: 'token', expiresIn: 900, subject: subjects.shift() ?? 'two' })),
    });
    await advance(1_000);
    expect(lines.names).toEqual([expect.stringMatching(/ one$/)]);
    await advance(15 * MINUTE);
    expect(lines.names).toEqual([expect.stringMatching(/ two$/)]);
  });

  test('is noticed by each frame with its next request where there is no channel', async () => {
    const { client, frame, advance, backend } = simulatePage();
    Object.defineProperty(frame, 'BroadcastChannel', { value: undefined });
    await advance(1_000);
    expect(client.state.status).toBe('active');
    backend.revokeSessions();
    await Promise.all([client.fetch('https://app.example.com/api'), advance(1_000)]);
    expect(client.state.status).toBe('signedout');
  });

  test('follows an uninstall: the client makes one more request and then none', async () => {
    const { client, backend, advance } = simulatePage();
    await advance(MINUTE);
    backend.installed = false;
    await advance(5 * HOUR);
    expect(client.state).toMatchObject({ status: 'failed', error: { code: 'refused' } });
    expect(backend.count('exchange')).toBe(2);
  });
});

describe('disposing', () => {
  test('clears timers, listeners and the channel, and rejects the calls that wait', async () => {
    const { client, frame, lines, backend, advance, outcome } = simulatePage();
    await advance(1_000);
    backend.server = 'mute';
    backend.forgetSessions();
    const waiting = client.ready;
    client.dispose();
    expect(await outcome(waiting, 0)).toBeUndefined();
    expect(codeOf(await outcome(client.getToken(), 0))).toBe('closed');
    client.retry();
    await advance(HOUR);
    expect(frame.holds).toEqual({ timers: 0, listeners: 0 });
    expect(lines.names).toEqual([]);
  });

  test('makes room for a new client', async () => {
    const { client, create, outcome } = simulatePage();
    client.dispose();
    const next = create();
    client.dispose();
    expect(next).not.toBe(client);
    expect(create()).toBe(next);
    expect(await outcome(next.getToken())).toBe('session-1');
  });
});

test('an aborted caller waits no longer', async () => {
  const { client, backend, outcome } = simulatePage();
  backend.server = 'mute';
  const abort = new AbortController();
  const waiting = client.getToken({ signal: abort.signal });
  abort.abort(new Error('gone'));
  expect(await outcome(waiting, 0)).toEqual(new Error('gone'));
});

test('a listener that throws or calls getToken() has no effect on the others', async () => {
  const { client, outcome } = simulatePage();
  const tokens: Promise<string>[] = [];
  client.on('renewed', () => tokens.push(client.getToken()));
  client.on('active', () => client.retry());
  expect(await outcome(client.getToken())).toBe('session-1');
  expect(await tokens[0]).toBe('session-1');
});

test('where there is no document, nothing happens and nothing is thrown', async () => {
  const { frame, outcome, create, client } = simulatePage();
  client.dispose();
  Object.defineProperty(frame, 'document', { value: undefined });
  const before = frame.holds;
  const server = create();
  expect(codeOf(await outcome(server.getToken(), 0))).toBe('closed');
  expect(codeOf(await outcome(server.ready, 0))).toBe('closed');
  expect(frame.holds).toEqual(before);
});
