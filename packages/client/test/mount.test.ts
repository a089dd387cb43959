import { expect, test } from 'vitest';
import { inWorld } from '../src/create.ts';
import { bridge } from '../src/sources/bridge.ts';
import { firstOf } from '../src/sources/first-of.ts';
import { heartbeat } from '../src/sources/heartbeat.ts';
import type { ClientOptions } from '../src/options.ts';
import type { World } from '../src/world.ts';
import { Frame, ORIGIN } from './harness/frame.ts';
import { simulatePage } from './harness/simulated-page.ts';

const EVIL = 'https://evil.test';

interface Page {
  /** The attribute `data-authbeat-mount` of an element. */
  readonly attribute?: string;
  readonly options?: ClientOptions;
}

/** The addresses that a page sends tokens to, and whether `client.fetch` sends the session to the evil host. */
async function visit({ attribute, options }: Page): Promise<{ addresses: string[]; leaked: boolean }> {
  const { timeline, backend, advance, client: first } = simulatePage();
  first.dispose();
  const addresses: string[] = [];
  let leaked = false;
  const frame = new Frame(timeline, {
    getToken: backend.getToken,
    fetch: async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      if (input instanceof Request) leaked ||= input.headers.has('Authorization') && url.startsWith(EVIL);
      else addresses.push(url);
      return backend.fetch(input, init);
    },
  });
  const document: World['document'] & { baseURI: string } = {
    // As `<base href="https://evil.test/">` does.
    baseURI: `${EVIL}/`,
    querySelector: (selector) =>
      selector === '[data-authbeat-mount]' && attribute !== undefined
        ? { getAttribute: () => attribute }
        : null,
  };
  Object.defineProperty(frame, 'document', { value: document });
  const client = inWorld(frame)(options);
  await advance(1_000);
  await Promise.all([client.fetch(`${EVIL}/api`), advance(1_000)]);
  client.dispose();
  return { addresses: [...new Set(addresses)], leaked };
}

test.each([undefined, '/authbeat', 'authbeat'])(
  'an injected <base> gets no token with the mount %s',
  async (mount) => {
    const visited = await visit(mount === undefined ? {} : { options: { mount } });
    expect(visited).toEqual({ addresses: [`${ORIGIN}/authbeat/session`], leaked: false });
  },
);

test('an injected <base> gets no token of a heartbeat', async () => {
  const { timeline, backend, advance, client: first } = simulatePage();
  first.dispose();
  const addresses: string[] = [];
  const frame = new Frame(timeline, {
    getToken: async () => Promise.reject(new Error('HTTP 403')),
    fetch: async (input) => {
      addresses.push(new Request(input).url);
      return Response.json({ access_token: 'next', expires_in: 900 });
    },
  });
  Object.assign(frame.document, { baseURI: `${EVIL}/` });
  const begin = { ...bridge(), obtain: async () => ({ token: 'first', expiresIn: 900 }) };
  let begun = false;
  const once = {
    ...begin,
    obtain: async () => (begun ? Promise.reject(new Error('no more')) : ((begun = true), begin.obtain())),
  };
  const client = inWorld(frame)({ source: firstOf(once, heartbeat({ url: '/api/heartbeat' })) });
  await advance(20 * 60_000);
  client.dispose();
  expect(backend.arrivals).toEqual([]);
  expect(new Set(addresses)).toEqual(new Set([`${ORIGIN}/api/heartbeat`]));
});

test('another origin is used where code names it in full', async () => {
  const { addresses, leaked } = await visit({ options: { mount: `${EVIL}/authbeat` } });
  expect(addresses).toEqual([`${EVIL}/authbeat/session`]);
  expect(leaked).toBe(true);
});

test.each([
  ['/app/authbeat', `${ORIGIN}/app/authbeat/session`],
  ['/app/authbeat/', `${ORIGIN}/app/authbeat/session`],
  ['/', `${ORIGIN}/session`],
  ['/.//evil.test', `${ORIGIN}//evil.test/session`],
])('a page names its mount in an attribute: %s', async (attribute, address) => {
  expect(await visit({ attribute })).toEqual({ addresses: [address], leaked: false });
});

test('an option comes before the attribute', async () => {
  const { addresses } = await visit({ attribute: '/app/authbeat', options: { mount: '/other' } });
  expect(addresses).toEqual([`${ORIGIN}/other/session`]);
});

test.each([
  '',
  'authbeat',
  ' /authbeat',
  `${EVIL}/authbeat`,
  `${ORIGIN}/authbeat`,
  '//evil.test/authbeat',
  '/\\evil.test/authbeat',
  '\\\\evil.test/authbeat',
  '/\t/evil.test/authbeat',
  '/\n/evil.test/authbeat',
  'javascript:alert(1)',
])('an attribute is refused that is not a path: %j', async (attribute) => {
  await expect(visit({ attribute })).rejects.toMatchObject({ code: 'options_invalid' });
});
