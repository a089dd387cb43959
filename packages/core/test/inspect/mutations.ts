import { canonicalRequest } from '../../src/index.ts';
import type { CauseId, InspectOptions } from '../../src/inspect/index.ts';
import { pair, targetOf, type GoodRequest } from './good-request.ts';
import type { Random } from './random.ts';
import {
  assemble,
  BASE_URL,
  CLIENT_KEY,
  hashText,
  hmacOf,
  hostClaims,
  NOW,
  OTHER_SECRET,
  SECRET,
} from './tokens.ts';

/** A good request after one mutation, as it is shown to the inspector. */
export interface Mutant {
  readonly input: string;
  readonly options: InspectOptions;
  readonly cause: CauseId;
}

/** Makes one mistake; `undefined` where this request has nothing to make it with. */
type Mutate = (request: GoodRequest, random: Random) => Mutant | undefined;

const HS256 = { alg: 'HS256', typ: 'JWT' };

function canonicalOf(request: GoodRequest): string {
  return canonicalRequest({
    method: request.method,
    url: targetOf(request),
    baseUrl: BASE_URL + request.basePath,
  });
}

function tokenFor(
  canonical: string,
  secret: string | Buffer = SECRET,
  more: Record<string, unknown> = {},
): string {
  return assemble(HS256, hostClaims(hashText(canonical), more), (input) =>
    hmacOf(input, secret).toString('base64url'),
  );
}

function show(request: GoodRequest, token: string, cause: CauseId, options: InspectOptions = {}): Mutant {
  const url = `${BASE_URL}${targetOf({ ...request, pairs: [...request.pairs, `jwt=${token}`] })}`;
  const input = request.method === 'GET' ? url : `curl -X ${request.method} '${url}'`;
  return { input, cause, options: { baseUrl: BASE_URL + request.basePath, ...options } };
}

/** The app receives another request than the host signed. */
function receives(
  cause: CauseId,
  change: (request: GoodRequest, random: Random) => Partial<GoodRequest> | undefined,
  options?: InspectOptions,
): Mutate {
  return (signed, random) => {
    const changed = change(signed, random);
    if (!changed) return undefined;
    const received = { ...signed, ...changed };
    return canonicalOf(received) === canonicalOf(signed)
      ? undefined
      : show(received, tokenFor(canonicalOf(signed)), cause, options);
  };
}

/** The signer makes another canonical request than it should. */
function signs(
  cause: CauseId,
  change: (canonical: string, request: GoodRequest, random: Random) => string,
): Mutate {
  return (request, random) => {
    const right = canonicalOf(request);
    const canonical = change(right, request, random);
    return canonical === right ? undefined : show(request, tokenFor(canonical), cause);
  };
}

/** The token is changed after it was made. */
function breaks(cause: CauseId, change: (token: string, random: Random) => string): Mutate {
  return (request, random) => show(request, change(tokenFor(canonicalOf(request)), random), cause);
}

function signedWith(
  cause: CauseId,
  key: (random: Random) => string | Buffer,
  options?: InspectOptions,
): Mutate {
  return (request, random) => show(request, tokenFor(canonicalOf(request), key(random)), cause, options);
}

function claiming(cause: CauseId, more: (random: Random) => Record<string, unknown>): Mutate {
  return (request, random) => show(request, tokenFor(canonicalOf(request), SECRET, more(random)), cause);
}

function withHeader(cause: CauseId, header: (random: Random) => unknown, signature?: string): Mutate {
  return (request, random) => {
    const claims = hostClaims(hashText(canonicalOf(request)));
    return show(
      request,
      assemble(header(random), claims, signature === undefined ? undefined : () => signature),
      cause,
    );
  };
}

/** One of the pairs, rewritten; `undefined` where none changes. */
function rewritePair(
  pairs: readonly string[],
  random: Random,
  rewrite: (pair: string) => string,
): readonly string[] | undefined {
  const index = random
    .shuffle(pairs.map((_, position) => position))
    .find((position) => rewrite(pairs[position] ?? '') !== pairs[position]);
  return index === undefined ? undefined : pairs.with(index, rewrite(pairs[index] ?? ''));
}

function onPairs(rewrite: (pair: string) => string) {
  return ({ pairs }: GoodRequest, random: Random) => {
    const changed = rewritePair(pairs, random, rewrite);
    return changed && { pairs: changed };
  };
}

const onPath =
  (rewrite: (path: string, random: Random) => string) =>
  ({ path }: GoodRequest, random: Random) => ({ path: rewrite(path, random) });

const queryOf = (canonical: string): string => canonical.split('&').slice(2).join('&');
const headOf = (canonical: string): string => canonical.split('&').slice(0, 2).join('&');
const decodedPairs = ({ pairs }: GoodRequest): (readonly [string, string])[] =>
  pairs.map((text) => text.split('=').map(decodeURIComponent) as unknown as readonly [string, string]);

/** Every mistake, each as likely as the others. */
export const MUTATIONS: readonly (readonly [name: string, mutate: Mutate])[] = [
  [
    'method',
    receives('method-differs', (_, random) => ({ method: random.pick(['POST', 'HEAD', 'PUT', 'DELETE']) })),
  ],
  [
    'context path missing',
    ({ basePath, ...rest }, random) => {
      const request = { ...rest, basePath: basePath === '' ? random.pick(['/ctx', '/jira/app']) : basePath };
      return show(request, tokenFor(canonicalOf(request)), 'context-path-missing', { baseUrl: BASE_URL });
    },
  ],
  [
    'context path extra',
    (request) => {
      if (request.basePath === '') return undefined;
      const signed = canonicalRequest({ method: 'GET', url: targetOf(request), baseUrl: BASE_URL });
      return show(request, tokenFor(signed), 'context-path-extra');
    },
  ],
  [
    'prefix removed',
    (request, random) => {
      const signed = canonicalOf({
        ...request,
        basePath: '',
        path: random.pick(['/connect', '/app', '/api']) + request.path,
      });
      return show({ ...request, basePath: '' }, tokenFor(signed), 'path-prefix-removed');
    },
  ],
  [
    'path decoded',
    receives(
      'path-reencoded',
      onPath((path) => path.replace(/%(?:27|40|7B)/, (hex) => decodeURIComponent(hex))),
    ),
  ],
  [
    'path in lower-case hexadecimal',
    receives(
      'path-reencoded',
      onPath((path) => path.replaceAll(/%[\dA-F]{2}/g, (hex) => hex.toLowerCase())),
    ),
  ],
  [
    'path with %2F decoded',
    (request, random) => {
      const signed = {
        ...request,
        path: request.path.replace(/\/([^/]*)$/, random.pick(['/x%2F$1', '/a%2Fb%2F$1'])),
      };
      return show(
        { ...request, path: signed.path.replaceAll('%2F', '/') },
        tokenFor(canonicalOf(signed)),
        'path-reencoded',
      );
    },
  ],
  [
    'path encoded twice',
    receives(
      'double-encoding',
      onPath((path) => path.replaceAll('%', '%25')),
    ),
  ],
  [
    'slashes merged',
    (request) => {
      const signed = { ...request, path: request.path.replace(/\/([^/]*)$/, '//$1') };
      return show(request, tokenFor(canonicalOf(signed)), 'path-normalised');
    },
  ],
  [
    'path in lower case',
    receives(
      'path-case',
      onPath((path) =>
        path.replaceAll(/%..|[A-Z]/g, (text) => (text.startsWith('%') ? text : text.toLowerCase())),
      ),
    ),
  ],
  [
    'path to a file',
    receives(
      'path-rewritten',
      onPath((path, random) => path + random.pick(['.html', '/index.html', '.php'])),
    ),
  ],
  [
    'slash at the end signed',
    signs('trailing-slash', (canonical) => `${headOf(canonical)}/&${queryOf(canonical)}`),
  ],
  [
    'two slashes at the end',
    receives(
      'trailing-slash',
      onPath((path) => `${path}//`),
    ),
  ],
  [
    'query encoded twice',
    receives(
      'double-encoding',
      onPairs((text) => text.replaceAll('%', '%25')),
    ),
  ],
  [
    'plus became a space',
    receives(
      'plus-and-space',
      onPairs((text) => text.replaceAll('%2B', '+')),
    ),
  ],
  [
    'space became a plus sign',
    receives(
      'plus-and-space',
      onPairs((text) => text.replaceAll('%20', '%2B')),
    ),
  ],
  [
    'spaces signed as +',
    signs(
      'plus-and-space',
      (canonical) => `${headOf(canonical)}&${queryOf(canonical).replaceAll('%20', '+')}`,
    ),
  ],
  [
    'one parameter added',
    receives('parameter-added', ({ pairs }, random) => ({
      pairs: [...pairs, random.pick(['utm_source=mail', '_=1795', 'fbclid=x%20y', 'loc=en-US'])],
    })),
  ],
  [
    'two parameters added',
    receives('parameter-added', ({ pairs }) => ({ pairs: ['utm_source=a', ...pairs, 'utm_medium=b'] })),
  ],
  [
    'a parameter of the host dropped',
    receives(
      'parameter-dropped',
      ({ pairs }, random) => {
        const gone = random.pick(pairs.filter((text) => /^(?:lic|cp|cv|xdm_)/.test(text)));
        return { pairs: pairs.filter((text) => text !== gone) };
      },
      {
        descriptor: { key: 'com.example.app', modules: { webPanels: [{ key: 'panel', url: '/x' }] } },
        secrets: [{ secret: SECRET, name: 's' }],
      },
    ),
  ],
  [
    'an empty parameter dropped',
    receives('parameter-dropped', ({ pairs }) => ({ pairs: pairs.filter((text) => text !== 'cp=') })),
  ],
  [
    'a parameter lost between two URLs',
    (signed, random) => {
      const received = {
        ...signed,
        pairs: signed.pairs.filter((text) => text !== random.pick(signed.pairs)),
      };
      if (canonicalOf(received) === canonicalOf(signed)) return undefined;
      return show(signed, tokenFor(canonicalOf(signed)), 'parameter-dropped', {
        url: BASE_URL + targetOf(received),
      });
    },
  ],
  [
    'value in lower case',
    receives(
      'parameter-changed',
      onPairs((text) => text.replace(/=[A-Z]{2}-\d$/, (value) => value.toLowerCase())),
    ),
  ],
  [
    'https became http',
    receives(
      'parameter-changed',
      onPairs((text) => text.replace('=https%3A', '=http%3A')),
    ),
  ],
  [
    'nested as text',
    signs('nested-parameters', (canonical, request) => {
      const nested = decodedPairs(request).filter(([name]) => name.startsWith('filter['));
      if (nested.length === 0 || request.pairs.some((text) => /^(?:ids|project)/.test(text)))
        return canonical;
      const flat = request.pairs.filter((text) => !text.startsWith('filter%5B'));
      return canonicalOf({ ...request, pairs: [...flat, 'filter=%5Bobject%20Object%5D'] });
    }),
  ],
  [
    'brackets of lists lost',
    signs('nested-parameters', (canonical, request) =>
      request.pairs.some((text) => text.startsWith('filter'))
        ? canonical
        : canonicalOf({ ...request, pairs: request.pairs.map((text) => text.replace('ids%5B%5D', 'ids')) }),
    ),
  ],
  [
    'not sorted',
    signs('parameter-order', (canonical, { pairs }) => {
      if (new Set(pairs.map((text) => text.split('=')[0])).size !== pairs.length) return canonical;
      const sorted = queryOf(canonical).split('&');
      const order = pairs.map(
        (text) => sorted.find((other) => other.split('=')[0] === text.split('=')[0]) ?? '',
      );
      return `${headOf(canonical)}&${order.join('&')}`;
    }),
  ],
  [
    'comma between values encoded',
    signs('repeated-parameters', (canonical) => canonical.replace(/=1,2(?=&|$)/, '=1%2C2')),
  ],
  [
    'repeated values as pairs',
    signs('repeated-parameters', (canonical) =>
      canonical.replace(/ids%5B%5D=1,2(?=&|$)/, 'ids%5B%5D=1&ids%5B%5D=2'),
    ),
  ],
  [
    'only the last of repeated values',
    signs('repeated-parameters', (canonical) => canonical.replace(/ids%5B%5D=1,2(?=&|$)/, 'ids%5B%5D=1')),
  ],
  [
    'body parameters',
    (request, random) => {
      const body = random.pick(['name=value', 'a=1&b=x%20y']);
      const signed = { ...request, method: 'POST', pairs: [...request.pairs, ...body.split('&')] };
      const url = `${BASE_URL}${targetOf(request)}`;
      return {
        input: `curl -d '${body}' -H 'Authorization: JWT ${tokenFor(canonicalOf(signed))}' '${url}'`,
        options: { baseUrl: BASE_URL + request.basePath },
        cause: 'body-parameters',
      };
    },
  ],
  ['method in lower case', signs('method-case', (canonical) => canonical.replace('GET', 'get'))],
  [
    'whole URL signed',
    signs('host-included', (canonical, { basePath }) =>
      canonical.replace('GET&', `GET&${BASE_URL}${basePath}`),
    ),
  ],
  ['no separator', signs('separator-missing', (canonical) => `${headOf(canonical)}?${queryOf(canonical)}`)],
  [
    'encodeURIComponent alone',
    signs(
      'encoding-rules',
      (canonical) => `${headOf(canonical)}&${queryOf(canonical).replaceAll('%27', "'")}`,
    ),
  ],
  [
    'lower-case hexadecimal signed',
    signs(
      'encoding-rules',
      (canonical) =>
        `${headOf(canonical)}&${queryOf(canonical).replaceAll(/%[\dA-F]{2}/g, (hex) => hex.toLowerCase())}`,
    ),
  ],
  [
    'ISO 8859-1',
    receives(
      'charset',
      onPairs((text) => text.replaceAll('%C3%B6', '%C3%83%C2%B6').replaceAll('%C3%9F', '%C3%83%C2%9F')),
    ),
  ],
  [
    '&amp;',
    receives('html-escaped', ({ pairs }) => ({
      pairs: pairs.map((text, index) => (index === 0 ? text : `amp;${text}`)),
    })),
  ],
  [
    'qsh in upper case',
    (request) => {
      const claims = hostClaims(hashText(canonicalOf(request)).toUpperCase());
      return show(request, assemble(HS256, claims), 'qsh-encoding');
    },
  ],
  ['cut off', breaks('token-truncated', (token, random) => token.slice(0, -1 - random.below(120)))],
  ['quoted', breaks('token-quoted', (token) => `%22${token}%22`)],
  ['dots encoded twice', breaks('token-encoded-twice', (token) => token.replaceAll('.', '%252E'))],
  [
    'Base64 of the token',
    breaks('token-encoded-twice', (token) => encodeURIComponent(Buffer.from(token).toString('base64'))),
  ],
  [
    'text behind it',
    breaks(
      'token-trailing-text',
      (token, random) => token + random.pick(['%26lic%3Dactive', '%3B', '%29', '%2C']),
    ),
  ],
  [
    'placeholder',
    breaks('token-placeholder', (_, random) =>
      random.pick(['undefined', 'null', '%5Bobject%20Promise%5D', '%7B%7Bjwt%7D%7D']),
    ),
  ],
  [
    'one character changed',
    breaks('signature-unexplained', (token, random) => {
      const start = token.lastIndexOf('.') + 1 + random.below(40);
      return token.slice(0, start) + (token[start] === 'A' ? 'B' : 'A') + token.slice(start + 1);
    }),
  ],
  ['alg none', withHeader('algorithm-none', (random) => ({ alg: random.pick(['none', 'None']) }), '')],
  [
    'another algorithm',
    withHeader(
      'algorithm-unsupported',
      (random) => ({ alg: random.pick(['ES256', 'HS512', 'PS256']) }),
      'A'.repeat(342),
    ),
  ],
  [
    'a header that is refused',
    withHeader('header-refused', (random) => ({
      ...HS256,
      [random.pick(['jku', 'jwk', 'x5u', 'crit'])]: 'x',
    })),
  ],
  ['Base64 of the secret', signedWith('secret-base64', () => Buffer.from(SECRET).toString('base64'))],
  [
    'decoded secret',
    signedWith('secret-base64', () => Buffer.from(OTHER_SECRET.slice(0, 48), 'base64'), {
      secrets: [{ secret: OTHER_SECRET.slice(0, 48), name: 's' }],
    }),
  ],
  ['hexadecimal secret', signedWith('secret-hex', () => Buffer.from(SECRET).toString('hex'))],
  ['white space', signedWith('secret-whitespace', (random) => SECRET + random.pick(['\n', '\r\n', ' ']))],
  ['quotes', signedWith('secret-quoted', (random) => `${random.pick(['"'])}${SECRET}"`)],
  ['cut secret', signedWith('secret-truncated', (random) => SECRET.slice(0, 20 + random.below(25)))],
  [
    'previous secret',
    signedWith('secret-previous', () => OTHER_SECRET, {
      secrets: [
        { secret: SECRET, name: 'new' },
        { secret: OTHER_SECRET, name: 'old', isPrevious: true },
      ],
    }),
  ],
  [
    'another tenant',
    signedWith('secret-other-tenant', () => OTHER_SECRET, {
      secrets: [
        { secret: SECRET, name: 'a', clientKey: CLIENT_KEY },
        { secret: OTHER_SECRET, name: 'b', clientKey: 'b' },
      ],
    }),
  ],
  [
    'expired',
    claiming('token-expired', (random) => ({ iat: NOW - 5_000, exp: NOW - 15 - random.below(4_000) })),
  ],
  [
    'from the future',
    claiming('clock-skew', (random) => ({ iat: NOW + 15 + random.below(600), exp: NOW + 900 })),
  ],
  ['milliseconds', claiming('time-in-milliseconds', () => ({ exp: (NOW + 100) * 1_000 }))],
  ['time as text', claiming('time-not-a-number', () => ({ exp: String(NOW + 100) }))],
  ['no end', claiming('expiry-missing', () => ({ exp: undefined }))],
  ['no issuer', claiming('issuer-missing', () => ({ iss: undefined }))],
  [
    'context token',
    (request) => show(request, assemble(HS256, hostClaims('context-qsh')), 'context-token-on-page'),
  ],
  [
    'another page of the app',
    (request) => {
      const signed = { ...request, path: '/somewhere/else' };
      const descriptor = { key: 'k', modules: { generalPages: [{ key: 'g', url: '/somewhere/else' }] } };
      return show(request, tokenFor(canonicalOf(signed)), 'other-request', { descriptor });
    },
  ],
  [
    'a value that was lost',
    receives('qsh-unexplained', ({ pairs }, random) => ({
      pairs: [...pairs.slice(1), pair('k', `v${random.below(1e9)}`), pair('l', 'm')].slice(1),
    })),
  ],
];
