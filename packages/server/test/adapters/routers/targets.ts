import { appendHostToken, canonicalRequest, mintHostToken } from '@authbeat/core';
import { isDeepStrictEqual } from 'node:util';
import type { Authbeat } from '../../../src/index.ts';
import { BASE_URL, createTenant, openAuthbeat } from '../../../src/testing/adapters/tenant.ts';
import { handle, ROUTERS, type Handed } from './routers.ts';

/** Numbers below a bound, the same for the same seed: the generator of Park and Miller. */
function createRandom(seed: number): (bound: number) => number {
  let state = seed % 2_147_483_647 || 1;
  return (bound) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % bound;
  };
}

const PATHS = [
  '/page/a/b',
  '/lead/page/a/b',
  '/page/a%2Fb/c',
  '/page/x;y=1/z',
  '/page/%C3%A9/~',
  '/page/a+b/c%20d',
  '/page/100%25/b&c',
];
const QUERIES = [
  '',
  '?',
  '?a=1',
  '?a=1&b=2',
  '?a=1&a=2',
  '?q=a+b%2Bc',
  '?x=%2F%3F%23&y',
  '?a[b]=1&c[]=2',
  '?u=//e/../f',
];

/** What attackers and proxies do to a target, at a place of their choice. */
const INSERTS = [
  '/',
  '//',
  '\\',
  '#',
  '?',
  '&',
  ';',
  '=',
  '+',
  '%',
  '%2F',
  '%2f',
  '%5C',
  '%23',
  '%3F',
  '%00',
  '%FF',
  '%2E%2E',
  '..',
  '/../',
  '/./',
  '&a=9',
  '&&',
  ';a=9',
  '#&a=9',
  '?a=9',
  ' ',
  '\t',
  '\u00a0',
  '\ufeff',
  '@',
  ':',
  'http://e',
  'a',
  'A',
  '%61',
  ',',
  '*',
  '&__proto__=1',
] as const;
const PREFIXES = [
  'http://a',
  'http://a*b',
  "http://a'b",
  'http://a^b',
  'http://a:SECRET@b',
  'HTTP://A',
  '//a',
  '/',
  '\\',
  '*',
  'a',
  '?',
  'http:',
  'http://a/page/x?',
  'x://y/page/a/b?',
];

/** @param length how much of the target comes before its token, where most of the changes are made */
function mutate(target: string, length: number, random: (bound: number) => number): string {
  let mutated = target;
  for (let count = random(3); count >= 0; count -= 1) {
    const at = random(random(9) === 0 ? mutated.length + 1 : length + 2);
    const [before, after] = [mutated.slice(0, at), mutated.slice(at)];
    const insert = INSERTS[random(INSERTS.length)] ?? '';
    const kind = random(12);
    if (kind < 5) mutated = before + insert + after;
    else if (kind < 7) mutated = (PREFIXES[random(PREFIXES.length)] ?? '') + mutated;
    else if (kind < 8) mutated = before + after.slice(1 + random(3));
    else if (kind < 9) mutated = before + insert + after.slice(1);
    else mutated = before + encode(after.slice(0, 1)) + after.slice(1);
  }
  return mutated;
}

function encode(text: string): string {
  return Buffer.from(text).toString('hex').replaceAll(/../g, '%$&');
}

/** What was signed, as every framework has to hand it on. Nested names stay as they are. */
function expectedOf(signed: string): { readonly path: readonly string[]; readonly canonical: string } {
  const [path = ''] = signed.split('?');
  const canonical = canonicalRequest({ method: 'GET', url: signed, baseUrl: BASE_URL });
  return { path: partsOf(path), canonical };
}

/** Lead, name and part of a path. */
function partsOf(path: string): readonly string[] {
  const [, first = '', ...rest] = path.split('/').map(decodeURIComponent);
  return first === 'page' ? ['', ...rest] : [first, ...rest.slice(1)];
}

export interface Differences {
  readonly requests: number;
  readonly admitted: number;
  /** Requests that were admitted, and handed on as something else than what was signed. */
  readonly differences: readonly {
    readonly router: string;
    readonly signed: string;
    readonly sent: string;
    readonly handed: Handed;
  }[];
}

/** Sends targets that were made of signed ones to every router, and compares what the handlers get with what was signed. */
export async function compareRouters(count: number, seed: number): Promise<Differences> {
  const tenant = createTenant();
  const authbeat = await openAuthbeat(tenant);
  const differences: Differences['differences'][number][] = [];
  let [requests, admitted] = [0, 0];
  const names = Object.keys(ROUTERS);
  for (const [index, name] of names.entries()) {
    const result = await compareRouter(name, authbeat, tenant, Math.ceil(count / names.length), seed + index);
    requests += result.requests;
    admitted += result.admitted;
    differences.push(...result.differences);
  }
  await authbeat.close();
  return { requests, admitted, differences };
}

async function compareRouter(
  router: string,
  authbeat: Authbeat,
  tenant: ReturnType<typeof createTenant>,
  count: number,
  seed: number,
): Promise<Differences> {
  const random = createRandom(seed);
  let handed: Handed | undefined;
  const server = await ROUTERS[router]?.(authbeat, (call) => {
    handed = call;
  });
  if (!server) throw new Error(`There is no router ${router}.`);
  const signed = PATHS.flatMap((path) => QUERIES.map((query) => sign(path + query, tenant)));
  const differences: Differences['differences'][number][] = [];
  let admitted = 0;
  for (let request = 0; request < count; request += 1) {
    const { target, url, expected } = signed[random(signed.length)] ?? sign('/page/a/b', tenant);
    const sent = mutate(url, target.length, random);
    handed = undefined;
    await handle(server, sent);
    const call = handed as Handed | undefined;
    if (!call) continue;
    admitted += 1;
    if (
      !isDeepStrictEqual([call.lead, call.name, call.part], expected.path) ||
      canonicalOf(call, target) !== expected.canonical
    )
      differences.push({ router, signed: url, sent, handed: call });
  }
  return { requests: count, admitted, differences };
}

interface Signed {
  readonly target: string;
  readonly url: string;
  readonly expected: ReturnType<typeof expectedOf>;
}

function sign(target: string, { clientKey, secret }: ReturnType<typeof createTenant>): Signed {
  const request = { method: 'GET', url: target };
  const token = mintHostToken(
    { kind: 'iframe', clientKey, accountId: 'alice', request, baseUrl: BASE_URL, lifetime: 3600 },
    secret,
  );
  return { target, url: appendHostToken(target, token), expected: expectedOf(target) };
}

/** The canonical request of what a handler was handed, under the path that was signed. */
function canonicalOf({ query }: Handed, target: string): string {
  const [path = ''] = target.split('?');
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`),
  );
  return canonicalRequest({ method: 'GET', url: `${path}?${pairs.join('&')}`, baseUrl: BASE_URL });
}
