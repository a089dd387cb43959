import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  boundUrl,
  decodeHostToken,
  mintLifecycleToken,
  queryStringHash,
  signRs256,
  type TokenError,
  verifyHostToken,
} from '../../src/index.ts';
import { formatInspection, inspect, type TokenKind } from '../../src/inspect/index.ts';
import {
  APP_KEY,
  assemble,
  BASE_URL,
  causesOf,
  CLIENT_KEY,
  contextToken,
  hash,
  hostClaims,
  hostToken,
  inspectOne,
  NOW,
  OPTIONS,
  PANEL,
  SECRET,
  withToken,
} from './tokens.ts';

const HS256 = { alg: 'HS256', typ: 'JWT' };
const page = withToken(PANEL, hostToken(hash('GET', PANEL)));
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pemOf = (key: typeof keys.publicKey): string => key.export({ type: 'spki', format: 'pem' }).toString();

describe('inspect decides the kind of', () => {
  const invocation = {
    iss: 'forge/invocation-token',
    aud: 'ari:cloud:ecosystem::app/1',
    iat: NOW,
    nbf: NOW,
    exp: NOW + 25,
    jti: 'j',
    app: { id: 'ari:cloud:ecosystem::app/1' },
  };
  it.each<[string, string, TokenKind]>([
    ['a token in a page URL', page, 'iframe'],
    ['a token of getToken()', contextToken(), 'context'],
    [
      'a token on a call',
      `curl -X POST -H 'Authorization: JWT ${hostToken(hash('POST', '/hooks/issue'))}' ${BASE_URL}/hooks/issue`,
      'webhook',
    ],
    [
      'an RS256 token with a qsh',
      assemble({ alg: 'RS256', kid: 'k' }, hostClaims(hash('POST', '/installed'), { aud: BASE_URL }), () =>
        'A'.repeat(342),
      ),
      'lifecycle',
    ],
    [
      "Forge's token",
      assemble({ alg: 'RS256', kid: 'forge/invocation-token/1' }, invocation, () => 'A'.repeat(342)),
      'invocation',
    ],
    [
      'a session',
      assemble({ alg: 'HS256', typ: 'authbeat-session+jwt' }, { iss: APP_KEY, aud: APP_KEY, exp: NOW + 900 }),
      'session',
    ],
    [
      'a page ticket',
      assemble(
        { alg: 'HS256', typ: 'authbeat-ticket+jwt' },
        { iss: APP_KEY, purpose: 'page', exp: NOW + 30 },
      ),
      'page-ticket',
    ],
    [
      'a resource ticket',
      assemble(
        { alg: 'HS256', typ: 'authbeat-ticket+jwt' },
        { iss: APP_KEY, purpose: 'resource', exp: NOW + 30 },
      ),
      'resource-ticket',
    ],
    [
      'a call of the app',
      assemble(HS256, { iss: APP_KEY, qsh: hash('GET', '/x'), iat: NOW, exp: NOW + 180 }),
      'app-to-host',
    ],
    [
      "ACE's own token",
      assemble(HS256, { iss: APP_KEY, aud: [CLIENT_KEY], iat: NOW, exp: NOW + 900 }),
      'framework-session',
    ],
    [
      "Spring Boot's own token",
      assemble(HS256, { iss: APP_KEY, aud: APP_KEY, qsh: 'context-qsh', iat: NOW, exp: NOW + 900 }),
      'framework-session',
    ],
    ['an API token', `ATATT3xFfGF0${'aB3-_x9'.repeat(24)}=1A2B3C4D`, 'api-token'],
    ['a random word', 'hello', 'unreadable'],
  ])('%s', async (_, input, kind) => {
    expect((await inspectOne(input, { appKey: APP_KEY })).kind.kind).toBe(kind);
  });
});

describe('inspect', () => {
  it('explains the claims in words', async () => {
    const { claims } = await inspectOne(page);
    expect(claims).toContainEqual({ name: 'iss', value: CLIENT_KEY, meaning: "the tenant's clientKey" });
    expect(claims.find(({ name }) => name === 'exp')?.meaning).toBe(
      '2026-11-22 10:02:30 UTC: expires in 2 min 30 s, lives 3 min',
    );
  });

  it('says which doors accept a token, and why others refuse it', async () => {
    const { doors } = await inspectOne(page);
    const accepting = doors.filter(({ result }) => result === 'accepts').map(({ door }) => door);
    expect(accepting).toEqual(['page', 'webhook', 'recovery', 'enabled']);
    expect(doors.find(({ door }) => door === 'api write')).toEqual({
      door: 'api write',
      result: 'refuses',
      reason: 'takes session',
    });
  });

  it('names the conditions that it cannot check', async () => {
    const { doors } = await inspectOne(contextToken(), { secrets: [] });
    expect(doors.find(({ door }) => door === 'exchange')).toEqual({
      door: 'exchange',
      result: 'depends',
      reason: 'as subject_token of the form, if its signature is right',
    });
  });

  it.each<[string, string, string[]]>([
    ['/app/panel?a=1', 'matches', []],
    ['/panel?a=1', 'differs', ['path-prefix-removed']],
    ['/application/panel?a=1', 'differs', ['path-prefix-removed']],
  ])('agrees with the server about %s, when the base URL has the path /app', async (url, status, causes) => {
    const baseUrl = `${BASE_URL}/app`;
    // The hash leaves out the path of the base URL, and some libraries do so in the middle of a segment, too.
    const qsh = queryStringHash({ method: 'GET', url, baseUrl });
    const token = hostToken(qsh);
    const inspected = await inspectOne(withToken(url, token), { baseUrl });
    expect(inspected.binding?.status).toBe(status);
    expect(inspected.causes.map(({ id, certainty }) => [id, certainty])).toEqual(
      causes.map((id) => [id, 'certain']),
    );
    const request = { method: 'GET', url };
    const expected = { kind: 'iframe', request, baseUrl, now: () => NOW * 1000 } as const;
    let verdict: unknown = 'matches';
    try {
      verifyHostToken(decodeHostToken(token), [SECRET], expected);
    } catch (error) {
      verdict = (error as TokenError).code;
    }
    expect(verdict).toBe(status === 'matches' ? 'matches' : 'token_url_mismatch');
  });

  it.each<[string, string, string[]]>([
    ['/panel?a=1&b=%7E', 'matches', []],
    ['/panel?b=~&a=1', 'differs', ['other-request']],
    ['/app/panel?a=1&b=~', 'differs', ['other-request']],
  ])('compares a ticket with the URL %s', async (url, status, causes) => {
    const bound = createHash('sha256').update(boundUrl('/panel?a=1&b=~')).digest('base64url');
    const token = assemble(
      { alg: 'HS256', typ: 'authbeat-ticket+jwt' },
      { iss: APP_KEY, aud: BASE_URL, purpose: 'page', exp: NOW + 30, url: bound },
    );
    const inspected = await inspectOne(`${BASE_URL}${url}&authbeat_ticket=${token}`);
    expect(inspected.kind.kind).toBe('page-ticket');
    expect(inspected.binding?.status).toBe(status);
    expect(inspected.causes.filter(({ id }) => id !== 'signature-unexplained').map(({ id }) => id)).toEqual(
      causes,
    );
  });

  it('knows that recovery heals an expired page', async () => {
    const { doors } = await inspectOne(
      withToken(PANEL, hostToken(hash('GET', PANEL), { iat: NOW - 400, exp: NOW - 220 })),
    );
    expect(doors.find(({ door }) => door === 'page')?.reason).toBe('token-expired: recovery heals it');
    expect(doors.find(({ door }) => door === 'recovery')?.result).toBe('accepts');
  });

  it('finds nothing wrong with a session of this app, whose audience is its deployment', async () => {
    const claims = { iss: APP_KEY, aud: 'https://app.example.com', iat: NOW, exp: NOW + 900 };
    const session = assemble({ alg: 'HS256', typ: 'authbeat-session+jwt', kid: 'k' }, claims);
    const { tokens } = await inspect(`Authorization: Bearer ${session}`, { at: NOW, appKey: APP_KEY });
    expect(tokens[0]?.causes).toEqual([]);
  });

  it('takes no signature that was removed for a token that was cut off', async () => {
    const hidden = page.replace(/\.[\w-]+$/, '.[signature]');
    const { signature, causes } = await inspectOne(hidden);
    expect(signature).toEqual({
      status: 'unchecked',
      message: 'The signature was removed: [signature] stands in its place.',
    });
    expect(causes).toEqual([]);
    expect(await causesOf(`${hidden}&zzz=2`)).toEqual([['parameter-added', 'certain']]);
  });

  it('verifies RS256 by the key that the header names, as PEM and as JWK', async () => {
    const options = {
      clientKey: CLIENT_KEY,
      baseUrl: BASE_URL,
      request: { method: 'POST', url: '/installed' },
      now: () => NOW * 1000,
    };
    const token = await mintLifecycleToken(options, { privateKey: keys.privateKey, kid: 'a' });
    const input = `curl -X POST -H 'Authorization: JWT ${token}' ${BASE_URL}/installed`;
    for (const key of [
      { pem: pemOf(keys.publicKey) },
      { jwk: { ...keys.publicKey.export({ format: 'jwk' }) } },
    ])
      expect((await inspectOne(input, { keys: [{ kid: 'a', ...key }] })).signature.status).toBe('right');
  });

  it('finds out that another key signed than the header names', async () => {
    const token = await signRs256(hostClaims('x', { aud: BASE_URL }), keys.privateKey, { kid: 'a' });
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const [first] = await causesOf(token, {
      keys: [
        { kid: 'a', pem: pemOf(other.publicKey) },
        { kid: 'b', pem: pemOf(keys.publicKey) },
      ],
    });
    expect(first).toEqual(['key-id-wrong', 'certain']);
  });

  it('never repeats a secret, wherever it was pasted', async () => {
    const input = withToken(`/panel?a=${SECRET}`, hostToken('x', { sub: SECRET }));
    const inspection = await inspect(input, { ...OPTIONS, showTokens: false });
    expect(JSON.stringify(inspection)).not.toContain(SECRET);
    expect(formatInspection(inspection)).not.toContain(SECRET);
  });

  it('shows no whole token unless the options say so', async () => {
    const token = hostToken(hash('GET', PANEL));
    const url = `${withToken(PANEL, token)}&contextJwt=${contextToken()}`;
    expect(JSON.stringify(await inspect(url, OPTIONS))).not.toMatch(/eyJ[\w-]{20}/);
    expect(JSON.stringify(await inspect(token, { ...OPTIONS, showTokens: true }))).toContain(token);
  });

  it('reads the tokens of an archive, and explains it by the other requests', async () => {
    const entry = (url: string): unknown => ({ request: { method: 'GET', url, headers: [] } });
    const token = hostToken(hash('GET', '/panel?a=1'));
    const har = JSON.stringify({
      log: { entries: [entry(`${BASE_URL}/panel?a=1`), entry(withToken('/login?b=2', token))] },
    });
    expect(await causesOf(har)).toEqual([['other-request', 'certain']]);
  });
});

describe('formatInspection', () => {
  it('marks what differs, to the character', async () => {
    const wrong = withToken('/app/panel?a=1', hostToken(hash('GET', '/panel?a=1')));
    expect(formatInspection(await inspect(wrong, OPTIONS))).toContain(
      ['  received  GET&/app/panel&a=1', '                 ^^^^', '  signed    GET&/panel&a=1'].join('\n'),
    );
  });

  it('fits its width, and has colours only when the options say so', async () => {
    const inspection = await inspect(page, OPTIONS);
    for (const width of [60, 80, 120])
      expect(
        Math.max(
          ...formatInspection(inspection, { width })
            .split('\n')
            .map((line) => line.length),
        ),
      ).toBeLessThanOrEqual(width);
    expect(formatInspection(inspection, { colour: true })).toContain('\u001B[32m✓\u001B[39m');
  });

  it('removes terminal commands from claims', async () => {
    const text = formatInspection(await inspect(contextToken({ sub: 'a\u001B[2Jb\u202Ec' }), OPTIONS));
    expect(text).not.toContain('\u001B');
    expect(text).not.toContain('\u202E');
  });

  it('lets no control character of a method through', async () => {
    const request = `curl -X 'P\u001B[2J\r' 'https://app.example.com/p?jwt=${hostToken('0'.repeat(64))}'`;
    const text = formatInspection(await inspect(request, OPTIONS));
    expect(text).not.toContain('\u001B');
    expect(text).not.toContain('\r');
  });

  it('does not suspect the secret of a signature that is cut off', async () => {
    const [token] = (await inspect(contextToken().slice(0, -5), OPTIONS)).tokens;
    expect(token?.causes.map(({ id }) => id)).toEqual(['token-truncated']);
    expect(token?.signature).toEqual({ status: 'unchecked', message: 'It is cut off.' });
  });
});
