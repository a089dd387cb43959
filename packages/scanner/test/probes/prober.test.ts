import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Probe, ProbeRequest } from '../../src/probes/probe.ts';
import { createProber, type Prober, type ProberOptions } from '../../src/probes/prober.ts';
import { serve, type Handler } from '../fixtures/serve.ts';

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

const ANYWHERE = { allows: () => true, takesHeaders: () => true };

function prober(options: Partial<ProberOptions> = {}): Prober {
  const created = createProber({
    timeout: 5,
    concurrency: 4,
    headers: {},
    origins: ANYWHERE,
    ...options,
  });
  endings.push(async () => created.close());
  return created;
}

async function listen(handler: Handler): Promise<string> {
  const app = await serve(handler);
  endings.push(async () => app[Symbol.asyncDispose]());
  return app.baseUrl;
}

/** A server that speaks no HTTP, or not to its end. */
async function listenRaw(write: (write: (text: string) => void, end: () => void) => void): Promise<string> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () =>
      write(
        (text) => void socket.write(text),
        () => void socket.destroy(),
      ),
    );
    endings.push(async () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(async () => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function get(url: string, more: Partial<ProbeRequest> = {}): ProbeRequest {
  return { method: 'GET', url, label: 'a test', ...more };
}

function failureOf(probe: Probe): string {
  return probe.kind === 'failed' ? probe.failure : `status ${probe.status}`;
}

describe('the prober', () => {
  it('makes equal requests once, unless they are marked as different', async () => {
    let calls = 0;
    const url = await listen(() => ({ status: 200, body: String((calls += 1)) }));
    const { send } = prober();
    const bodies = await Promise.all([send(get(url)), send(get(url)), send(get(url, { attempt: 1 }))]);
    expect(calls).toBe(2);
    expect(new Set(bodies.map((each) => (each.kind === 'responded' ? each.body : '')))).toEqual(
      new Set(['1', '2']),
    );
  });

  it('has no more requests under way than it may', async () => {
    let [under, most] = [0, 0];
    const url = await listen(async () => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setImmediate(resolve));
      under -= 1;
      return { status: 200 };
    });
    const { send } = prober({ concurrency: 3 });
    await Promise.all(Array.from({ length: 20 }, async (_, index) => send(get(`${url}/${index}`))));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
  });

  it('follows redirects on the same origin, and turns a POST into a GET', async () => {
    const url = await listen(({ path, method, body }) =>
      path === '/'
        ? { status: 302, headers: { location: '/next' } }
        : { status: 200, body: `${method} ${body}` },
    );
    const probe = await prober().send({ method: 'POST', url, body: 'data', label: 'a test' });
    expect(probe).toMatchObject({ status: 200, body: 'GET ', redirects: [`${url}/next`] });
  });

  it('does not follow a redirect to another origin, nor take a token there', async () => {
    let visited = false;
    const elsewhere = await listen(() => {
      visited = true;
      return { status: 200 };
    });
    const url = await listen(() => ({ status: 302, headers: { location: elsewhere } }));
    const probe = await prober().send(get(url, { headers: { authorization: 'JWT secret' } }));
    expect(probe).toMatchObject({ kind: 'responded', status: 302 });
    expect(visited).toBe(false);
  });

  it.each(['/', '/again'])('stops at a redirect loop by way of %s', async (location) => {
    const url = await listen(() => ({ status: 302, headers: { location } }));
    expect(failureOf(await prober().send(get(`${url}/`)))).toBe('redirect-loop');
  });

  it('stops at an endless chain of redirects', async () => {
    const url = await listen(({ path }) => ({ status: 302, headers: { location: `${path}x` } }));
    expect(failureOf(await prober().send(get(`${url}/`)))).toBe('redirect-loop');
  });

  it('waits only until a timeout, for the response and for its end', async () => {
    const silent = await listen(() => 'never');
    const halting = await listenRaw((write) => write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'));
    const { send } = prober({ timeout: 0.3 });
    expect(failureOf(await send(get(silent)))).toBe('timeout');
    expect(failureOf(await send(get(halting)))).toBe('timeout');
  });

  it('takes a timeout with a fraction of a millisecond', async () => {
    const url = await listen(() => ({ status: 200 }));
    expect(await prober({ timeout: 60.0005 }).send(get(url))).toMatchObject({ kind: 'responded' });
  });

  it('reads no more of an endless body than a megabyte', async () => {
    const chunk = 'x'.repeat(64 * 1024);
    const url = await listenRaw((write) => {
      write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n');
      for (let sent = 0; sent < 32; sent += 1) write(chunk);
    });
    const probe = await prober().send(get(url));
    expect(probe).toMatchObject({ status: 200, truncated: true });
    expect(probe.kind === 'responded' && probe.body.length).toBe(1_048_576);
  });

  it.each([
    ['says nothing and hangs up', (_: unknown, end: () => void) => end(), 'connection-broken'],
    ['speaks no HTTP', (write: (text: string) => void) => write('220 smtp ready\r\n'), 'not-http'],
    [
      'sends endless headers',
      (write: (text: string) => void) => write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(200_000)}\r\n\r\n`),
      'not-http',
    ],
  ])('says in a sentence that a server %s', async (_, behave, failure) => {
    const probe = await prober().send(get(await listenRaw(behave)));
    expect(failureOf(probe)).toBe(failure);
    expect(probe.kind === 'failed' && probe.reason).toMatch(/^[A-Z].*\.$/);
  });

  it('says that no server listens', async () => {
    const app = await serve(() => ({ status: 200 }));
    await app[Symbol.asyncDispose]();
    expect(failureOf(await prober().send(get(app.baseUrl)))).toBe('connection-refused');
  });

  it('sends nothing more once it is ended', async () => {
    let calls = 0;
    const url = await listen(() => {
      calls += 1;
      return { status: 200 };
    });
    const { send } = prober({ signal: AbortSignal.abort() });
    expect((await send(get(url))).kind).toBe('failed');
    expect(calls).toBe(0);
  });

  it('goes through a proxy where one is named', async () => {
    const seen: string[] = [];
    const proxy = await listen(({ method, target }) => {
      seen.push(`${method} ${target}`);
      return { status: 200, body: 'from the proxy' };
    });
    const probe = await prober({ proxy }).send(get('http://app.example.invalid/page?a=1'));
    expect(seen).toEqual(['GET http://app.example.invalid/page?a=1']);
    expect(probe).toMatchObject({ status: 200, body: 'from the proxy' });
  });

  it('waits for a proxy only until a timeout', async () => {
    const proxy = await listenRaw(() => {});
    const { send } = prober({ proxy, timeout: 0.3 });
    expect(failureOf(await send(get('https://app.example.invalid/')))).toBe('timeout');
    expect(failureOf(await send(get('http://app.example.invalid/')))).toBe('timeout');
  });
});
