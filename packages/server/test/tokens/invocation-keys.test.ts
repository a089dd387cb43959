import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createInvocationKeys } from '../../src/tokens/invocation-keys.ts';
import { createClock } from '../support/clock.ts';
import { listen } from '../support/listen.ts';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const JWK = publicKey.export({ format: 'jwk' });
const PEM = publicKey.export({ type: 'spki', format: 'pem' });

/** Keys from a server whose response a test may change. */
async function startKeys(respond: RequestListener, timeout = 5) {
  const state = { respond, requests: 0 };
  const server = await listen(
    createServer((request, response) => {
      state.requests += 1;
      state.respond(request, response);
    }),
  );
  onTestFinished(async () => server.close());
  const clock = createClock();
  const keys = createInvocationKeys({ url: `${server.origin}/jwks.json`, timeout, now: () => clock.now() });
  return { state, clock, keys };
}

const serving =
  (...list: readonly object[]): RequestListener =>
  (_request, response) =>
    void response.end(JSON.stringify({ keys: list }));
const failing: RequestListener = (_request, response) => void response.writeHead(500).end();

describe('the keys of Forge', () => {
  it('are read once for all tokens of an hour', async () => {
    const { state, clock, keys } = await startKeys(serving({ ...JWK, kid: 'a' }));
    const found = await Promise.all([keys.find('a'), keys.find('a'), keys.find('a')]);
    expect(found).toEqual([PEM, PEM, PEM]);
    clock.pass(3599);
    await keys.find('a');
    expect(state.requests).toBe(1);
    clock.pass(1);
    await keys.find('a');
    expect(state.requests).toBe(2);
  });

  it('are read again for an unknown id, at most every 30 seconds, however many ids are made up', async () => {
    const { state, clock, keys } = await startKeys(serving({ ...JWK, kid: 'a' }));
    await keys.find('a');
    const flood = Array.from({ length: 200 }, async (_, index) => keys.find(`made up ${index}`));
    expect(new Set(await Promise.all(flood))).toEqual(new Set([undefined]));
    expect(state.requests).toBe(1);
    state.respond = serving({ ...JWK, kid: 'b' });
    clock.pass(30);
    expect(await keys.find('b')).toBe(PEM);
    expect(await keys.find('a')).toBeUndefined();
    expect(state.requests).toBe(2);
  });

  it('stay in use for a day while the server is down', async () => {
    const { state, clock, keys } = await startKeys(serving({ ...JWK, kid: 'a' }));
    await keys.find('a');
    state.respond = failing;
    clock.pass(86_399);
    expect(await keys.find('a')).toBe(PEM);
    await expect(keys.find('b')).rejects.toMatchObject({ code: 'unavailable' });
    clock.pass(1);
    await expect(keys.find('a')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('are asked for again two seconds after a failure', async () => {
    const { state, clock, keys } = await startKeys(failing);
    const unavailable = { code: 'unavailable', cause: { code: 'key_server_unavailable' } };
    await Promise.all([1, 2, 3].map(async () => expect(keys.find('a')).rejects.toMatchObject(unavailable)));
    await expect(keys.find('a')).rejects.toMatchObject(unavailable);
    expect(state.requests).toBe(1);
    state.respond = serving({ ...JWK, kid: 'a' });
    clock.pass(2);
    expect(await keys.find('a')).toBe(PEM);
  });

  it('are RSA keys for signatures, and no others', async () => {
    const { keys } = await startKeys(
      serving(
        { ...JWK, kid: 'encryption', use: 'enc' },
        { ...JWK, kid: 'other algorithm', alg: 'PS256' },
        { kty: 'oct', kid: 'secret', k: 'c2VjcmV0' },
        { ...JWK, kid: 'damaged', n: '' },
        { ...JWK, kid: 7 },
        { ...JWK, kid: 'plain', use: 'sig', alg: 'RS256' },
      ),
    );
    const found = await Promise.all(
      ['encryption', 'other algorithm', 'secret', 'plain'].map(async (kid) => keys.find(kid)),
    );
    expect(found).toEqual([undefined, undefined, undefined, PEM]);
  });

  it.each<[string, RequestListener]>([
    ['never responds', () => undefined],
    ['begins to respond and stops', (_request, response) => void response.write('{"keys":[')],
    ['has no key set', (_request, response) => void response.end('{}')],
    ['has no document', (_request, response) => void response.writeHead(404).end()],
    ['sends too much', (_request, response) => void response.end(' '.repeat(300_000))],
    [
      'redirects',
      ({ url }, response) =>
        void (url === '/other'
          ? response.end(JSON.stringify({ keys: [{ ...JWK, kid: 'a' }] }))
          : response.writeHead(302, { location: '/other' }).end()),
    ],
  ])('of a server that %s are unavailable, soon', async (_, respond) => {
    const { keys } = await startKeys(respond, 0.2);
    await expect(keys.find('a')).rejects.toMatchObject({ code: 'unavailable' });
  });
});
