import { describe, expect, it } from 'vitest';
import { complaintsOf, reasonsOf } from '../fixtures/fixture.ts';
import {
  APP_ID,
  decode,
  ISSUER,
  requireTimes,
  SAFE,
  scanApp,
  verifySignature,
  type Verifier,
} from './remote-app.ts';

const ISSUER_NAME = 'forge/invocation-token';
const ALL = [
  'remote-anonymous',
  'remote-audience',
  'remote-authentication',
  'remote-confinement',
  'remote-cors',
  'remote-expiry',
  'remote-issuer',
  'remote-signature',
  'remote-token-disclosure',
];

/** `app.id` of a token. */
function appOf(claims: Readonly<Record<string, unknown>>): unknown {
  return (claims['app'] as { readonly id?: unknown }).id;
}

function requireIssuer({ iss }: Readonly<Record<string, unknown>>): void {
  if (iss !== ISSUER_NAME) throw new Error('iss');
}

/** Mistakes of verifiers that are in use, by what such a verifier leaves out. */
const VERIFIERS: Readonly<
  Record<string, { readonly verifier: Verifier; readonly complaints: readonly string[] }>
> = {
  'takes the audience from the token': {
    verifier(token) {
      const claims = verifySignature(token);
      requireIssuer(claims);
      requireTimes(claims);
      if (claims['aud'] !== appOf(claims)) throw new Error('aud');
      return claims;
    },
    complaints: ['remote-audience'],
  },
  'skips the audience when none is configured': {
    verifier(token) {
      const claims = verifySignature(token);
      requireIssuer(claims);
      requireTimes(claims);
      return claims;
    },
    complaints: ['remote-audience'],
  },
  'does not compare the issuer': {
    verifier(token) {
      const claims = verifySignature(token);
      requireTimes(claims);
      if (claims['aud'] !== APP_ID || appOf(claims) !== APP_ID) throw new Error('aud');
      return claims;
    },
    complaints: ['remote-issuer'],
  },
  'lets a claim choose the key server': {
    verifier(token) {
      const [, payload = ''] = token.split('.');
      const claims = decode(payload);
      requireIssuer(claims);
      requireTimes(claims);
      if (claims['aud'] !== APP_ID) throw new Error('aud');
      const { apiBaseUrl } = claims['app'] as { readonly apiBaseUrl?: unknown };
      // The server that the claim names has the key of the attacker.
      return String(apiBaseUrl).startsWith('https://api.stg.') ? claims : verifySignature(token);
    },
    complaints: ['remote-signature'],
  },
  'does not verify the signature': {
    verifier(token) {
      const [, payload = ''] = token.split('.');
      const claims = decode(payload);
      requireIssuer(claims);
      requireTimes(claims);
      if (claims['aud'] !== APP_ID) throw new Error('aud');
      return claims;
    },
    complaints: ['remote-signature'],
  },
  'does not compare the times': {
    verifier(token) {
      const claims = verifySignature(token);
      requireIssuer(claims);
      if (claims['aud'] !== APP_ID || appOf(claims) !== APP_ID) throw new Error('aud');
      return claims;
    },
    complaints: ['remote-expiry'],
  },
};

describe('a scan of a remote', () => {
  it('has no complaint about one that verifies tokens as @authbeat/server does', async () => {
    const report = await scanApp();
    expect(complaintsOf(report)).toEqual({});
    expect(report.checks.map(({ id, status }) => [id, status])).toEqual(
      ALL.map((id) => [id, id === 'remote-confinement' ? 'not-judged' : 'pass']),
    );
  });

  it.each(Object.entries(VERIFIERS))('finds a verifier that %s', async (_, { verifier, complaints }) => {
    const found = complaintsOf(await scanApp({ verifier }));
    expect(found).toEqual(Object.fromEntries(complaints.map((id) => [id, 'fail'])));
  });

  it('finds a remote that accepts any credential', async () => {
    const open = await scanApp({ verifier: () => ({}) });
    expect(complaintsOf(open)['remote-authentication']).toBe('fail');
  });

  it('passes nothing that refuses every token, for a refusal shows nothing then', async () => {
    const report = await scanApp({
      verifier() {
        throw new Error('closed');
      },
    });
    expect(report.checks.filter(({ status }) => status === 'pass').map(({ id }) => id)).toEqual([
      'remote-cors',
      'remote-token-disclosure',
    ]);
    expect(report.isIncomplete).toBe(true);
    expect(reasonsOf(report, 'remote-audience')).toContain('responds to a genuine token with 401');
  });

  it('warns of a remote that breaks for anonymous users', async () => {
    const report = await scanApp({
      respond: ({ principal }) => ({ status: principal === undefined ? 500 : 200 }),
    });
    expect(complaintsOf(report)).toEqual({ 'remote-anonymous': 'warning' });
  });

  it.each([
    ['warns of a remote that lets every origin read', { 'access-control-allow-origin': '*' }, 'warning'],
    [
      'fails a remote that lets every origin read with cookies',
      {
        'access-control-allow-origin': 'https://other-site.authbeat.invalid',
        'access-control-allow-credentials': 'true',
      },
      'fail',
    ],
  ])('%s', async (_, headers, status) => {
    const report = await scanApp({ respond: () => ({ status: 200, headers }) });
    expect(complaintsOf(report)).toEqual({ 'remote-cors': status });
  });

  it('warns of a remote that lets the origin "null" read, which every site can have', async () => {
    const report = await scanApp({
      respond: (_, { headers }) => ({
        status: 200,
        headers: headers['origin'] === 'null' ? { 'access-control-allow-origin': 'null' } : {},
      }),
    });
    expect(complaintsOf(report)).toEqual({ 'remote-cors': 'warning' });
    expect(reasonsOf(report, 'remote-cors')).toContain('the origin "null"');
  });

  it('finds a token in a response, and cuts it short in the report', async () => {
    const report = await scanApp({
      respond: (_, { headers }) => ({ status: 200, body: String(headers['authorization']) }),
    });
    expect(complaintsOf(report)).toEqual({ 'remote-token-disclosure': 'fail' });
    const excerpts = report.checks.flatMap(({ findings }) =>
      findings.flatMap(({ evidence }) => evidence.map(({ excerpt = '' }) => excerpt)),
    );
    expect(excerpts.some((excerpt) => excerpt.startsWith('Bearer '))).toBe(true);
    for (const excerpt of excerpts) expect(excerpt.length).toBeLessThan(200);
  });

  it('finds a token in the output of the app', async () => {
    const log: string[] = [];
    const report = await scanApp(
      {
        verifier(token) {
          log.push(`invoked with ${token}`);
          return SAFE(token);
        },
      },
      { output: () => log.join('\n') },
    );
    expect(complaintsOf(report)).toEqual({ 'remote-token-disclosure': 'fail' });
  });

  it.each([
    ['refuses', 401, {}],
    ['accepts', 200, { 'remote-confinement': 'fail' }],
  ])('%s an invocation token at a page of the Connect app', async (_, status, complaints) => {
    const modules = { generalPages: [{ key: 'board', name: { value: 'Board' }, url: '/board' }] };
    const connect = { key: 'app', name: 'App', authentication: { type: 'jwt' }, modules };
    const report = await scanApp({ page: ({ query }) => (query.has('jwt') ? status : 401) }, { connect });
    expect(complaintsOf(report)).toEqual(complaints);
  });

  it('names every mistake in its options', async () => {
    await expect(scanApp({}, { routes: ['DELETE /api', 'api'], timeout: 0, issuer: ISSUER })).rejects.toThrow(
      /timeout/,
    );
    await expect(scanApp({}, { routes: ['DELETE /api', 'api'] })).rejects.toThrow(/DELETE.*\n?.*"api"/s);
    await expect(scanApp({}, { routes: [] })).rejects.toThrow(/routes/);
  });
});
