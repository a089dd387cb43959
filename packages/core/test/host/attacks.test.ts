/* Every mistake that a verifier of host tokens can make, each as a token that must be refused. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  decodeHostToken,
  decodeToken,
  OWN_TOKEN_TYPES,
  queryStringHash,
  signHs256,
  signRs256,
  verifyHostToken,
  verifyLifecycleToken,
} from '../../src/index.ts';
import { OTHER_SECRET, rsaKeys, SECRET } from '../keys.ts';
import { forge, part, refusalOf } from '../tokens.ts';
import { BASE_URL, KEYS, KINDS, mint, NOW, present, REQUESTS } from './doors.ts';

const HS256_KINDS = ['iframe', 'context', 'webhook'] as const;
const OTHER_KEYS = rsaKeys();

describe.each(KINDS)('at the door of the kind "%s"', (kind) => {
  const signatureCase = kind === 'lifecycle' ? 'token_algorithm_refused: alg' : 'accepted';

  it.each(KINDS)('a genuine token of the kind "%s" is accepted at its own door only', async (other) => {
    expect((await present(await mint(other), kind)) === 'accepted').toBe(other === kind);
  });

  it.each(Object.values(OWN_TOKEN_TYPES))('a token of the type "%s" is refused', async (typ) => {
    const { claims } = decodeToken(await mint(kind));
    const token =
      kind === 'lifecycle'
        ? await signRs256(claims, KEYS.privateKey, { typ, kid: 'install-key' })
        : signHs256(claims, SECRET, { typ });
    expect(await present(token, kind)).toBe('token_header_refused: typ');
  });

  it.each(['JWT', 'jwt'])('the type "%s" is accepted', async (typ) => {
    const { claims } = decodeToken(await mint(kind));
    const token =
      kind === 'lifecycle'
        ? await signRs256(claims, KEYS.privateKey, { typ, kid: 'install-key' })
        : signHs256(claims, SECRET, { typ });
    expect(await present(token, kind)).toBe('accepted');
  });

  it('an unsigned token is refused', async () => {
    const [, payload = ''] = (await mint(kind)).split('.');
    for (const alg of ['none', 'None', 'nOnE', '', 'HS512', 'ES256', null, 1])
      expect(await present(`${part(JSON.stringify({ alg }))}.${payload}.`, kind)).toBe(
        'token_algorithm_refused: alg',
      );
  });

  it('a token without its signature, or with another one, is refused', async () => {
    const [header = '', payload = '', signature = ''] = (await mint(kind)).split('.');
    const other = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    for (const wrong of ['', other])
      expect(await present(`${header}.${payload}.${wrong}`, kind)).toBe('token_signature_invalid');
  });

  it('changed claims are refused', async () => {
    const token = await mint(kind);
    const [header = '', , signature = ''] = token.split('.');
    const payload = part(JSON.stringify({ ...decodeToken(token).claims, sub: 'mallory' }));
    expect(await present(`${header}.${payload}.${signature}`, kind)).toBe('token_signature_invalid');
  });

  it.each(['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64', 'zip'])(
    'a header with "%s" is refused',
    async (name) => {
      const { header, claims } = decodeToken(await mint(kind));
      expect(await present(forge({ ...header, [name]: 'x' }, claims), kind)).toBe(
        `token_header_refused: ${name}`,
      );
    },
  );

  it('the public key of an install, used as a secret, is refused', async () => {
    const { claims } = decodeToken(await mint(kind));
    const token = forge({ alg: 'HS256', kid: 'install-key' }, claims, KEYS.pem);
    expect(await present(token, kind)).toBe(
      kind === 'lifecycle' ? 'token_algorithm_refused: alg' : 'token_signature_invalid',
    );
  });

  it("the tenant's secret signs HS256 kinds and no lifecycle token", async () => {
    const { claims } = decodeToken(await mint(kind));
    expect(await present(signHs256(claims, SECRET, { kid: 'install-key' }), kind)).toBe(signatureCase);
  });

  it.each([
    ['expired', { iat: NOW - 600, exp: NOW - 10 }, 'token_expired: exp'],
    ['without exp', { exp: undefined }, 'token_claim_invalid: exp'],
    ['with exp as text', { exp: `${NOW + 60}` }, 'token_claim_invalid: exp'],
    ['with exp in milliseconds', { exp: (NOW + 60) * 1000 }, 'token_claim_invalid: exp'],
    ['issued in the future', { iat: NOW + 11 }, 'token_not_yet_valid: iat'],
    ['not valid yet', { nbf: NOW + 11 }, 'token_not_yet_valid: nbf'],
    ['without iss', { iss: undefined }, 'token_claim_invalid: iss'],
    ['with a list as iss', { iss: ['tenant-a'] }, 'token_claim_invalid: iss'],
    ['with a number as sub', { sub: 7 }, 'token_claim_invalid: sub'],
    ['without qsh', { qsh: undefined }, 'token_claim_invalid: qsh'],
    ['with numbers as aud', { aud: [5] }, 'token_claim_invalid: aud'],
  ])('a token %s is refused', async (_, claims, refusal) => {
    expect(await present(await mint(kind, { claims }), kind)).toBe(refusal);
  });

  it('a token that has expired within the leeway is accepted', async () => {
    expect(await present(await mint(kind, { claims: { iat: NOW - 189, exp: NOW - 9 } }), kind)).toBe(
      'accepted',
    );
  });

  it.each(['', '.', '..', 'a.b.c', 'x'.repeat(9000)])(
    'text that is no token is refused: %.10s',
    async (text) => {
      expect(await present(text, kind)).toMatch(/^token_(malformed|too_large)/);
    },
  );
});

describe.each(HS256_KINDS)('the secrets of a token of the kind "%s"', (kind) => {
  it('are the secrets of the tenant, the previous one included', async () => {
    const token = await mint(kind);
    expect(await present(token, kind, { secrets: [OTHER_SECRET, SECRET] })).toBe('accepted');
    expect(await present(token, kind, { secrets: [OTHER_SECRET] })).toBe('token_signature_invalid');
    expect(await present(token, kind, { secrets: [] })).toBe('token_signature_invalid');
  });

  it.each(['', 'secret', 'x'.repeat(31)])(
    'are refused, with a code of its own, when short: "%s"',
    async (weak) => {
      const { header, claims } = decodeToken(await mint(kind));
      const token = forge(header, claims, weak);
      expect(await present(token, kind, { secrets: [weak] })).toBe('token_key_unusable');
      expect(await present(token, kind, { secrets: [SECRET, weak] })).toBe('token_key_unusable');
      expect(await present(await mint(kind), kind, { secrets: [weak, SECRET] })).toBe('accepted');
    },
  );
});

describe('the binding of a token', () => {
  const bound = ['iframe', 'webhook', 'lifecycle'] as const;
  const changes: Record<string, (url: string) => string> = {
    'another path': (url) => url.replace('/jira/', '/jira/x'),
    'an added parameter': (url) => `${url}${url.includes('?') ? '&' : '?'}admin=1`,
    'another case': (url) => url.toUpperCase(),
    'a fragment, which no hash covers': (url) => `${url}#&admin=1`,
    'an encoded letter': (url) => url.replace('/jira/', '/jira/%61'),
  };
  it.each(bound.flatMap((kind) => Object.keys(changes).map((name) => [kind, name] as const)))(
    'of the kind "%s" does not allow %s',
    async (kind, name) => {
      const url = changes[name]?.(REQUESTS[kind].url) ?? '';
      expect(await present(await mint(kind), kind, { url })).toBe('token_url_mismatch');
    },
  );

  it.each(bound)('of the kind "%s" does not allow another method', async (kind) => {
    const { url, method } = REQUESTS[kind];
    const other = queryStringHash({ method: method === 'GET' ? 'POST' : 'GET', url, baseUrl: BASE_URL });
    expect(await present(await mint(kind, { claims: { qsh: other } }), kind)).toBe('token_url_mismatch');
  });

  it.each(bound)('of the kind "%s" is never the fixed text of a context token', async (kind) => {
    for (const qsh of ['context-qsh', createHash('sha256').update('').digest('hex')])
      expect(await present(await mint(kind, { claims: { qsh } }), kind)).toBe('token_url_mismatch');
  });

  it('ignores the token itself, wherever it stands in the query', async () => {
    const token = await mint('iframe');
    expect(await present(token, 'iframe', { url: `/jira/panel?jwt=${token}&issue=AB-1` })).toBe('accepted');
  });
});

describe('a lifecycle token', () => {
  it.each([
    ['for another app', { aud: 'https://other.example.com' }, 'token_claim_invalid: aud'],
    ['for a longer address', { aud: `${BASE_URL}.evil.example` }, 'token_claim_invalid: aud'],
    ['without an audience', { aud: undefined }, 'token_claim_invalid: aud'],
    ['with an empty audience', { aud: [] }, 'token_claim_invalid: aud'],
    ['without a time of issue', { iat: undefined }, 'token_claim_invalid: iat'],
  ])('%s is refused', async (_, claims, refusal) => {
    expect(await present(await mint('lifecycle', { claims }), 'lifecycle')).toBe(refusal);
  });

  it('may name the base URL with a slash, or among others', async () => {
    for (const aud of [`${BASE_URL}/`, ['https://other.example.com', BASE_URL]])
      expect(await present(await mint('lifecycle', { claims: { aud } }), 'lifecycle')).toBe('accepted');
  });

  it('needs a key id, a known key, and its signature', async () => {
    const token = await mint('lifecycle');
    const { claims } = decodeToken(token);
    expect(await present(await signRs256(claims, KEYS.privateKey), 'lifecycle')).toBe(
      'token_header_refused: kid',
    );
    expect(await present(token, 'lifecycle', { pem: OTHER_KEYS.pem })).toBe('token_signature_invalid');
    expect(await present(token, 'lifecycle', { pem: 'no key' })).toBe('token_key_unusable');
    const missing = verifyLifecycleToken(token, () => undefined, {
      request: REQUESTS.lifecycle,
      baseUrl: BASE_URL,
      now: () => NOW * 1000,
    });
    await expect(missing).rejects.toMatchObject({ code: 'token_key_unknown' });
  });

  it('that is wrong in any other way does not cause a key to be fetched', async () => {
    const kids: string[] = [];
    const findKey = (kid: string): string => {
      kids.push(kid);
      return KEYS.pem;
    };
    const wrong = await Promise.all([
      ...[{ aud: 'x' }, { qsh: 'x' }, { exp: NOW - 60 }, { iat: NOW + 60 }, { iss: 7 }].map(async (claims) =>
        mint('lifecycle', { claims }),
      ),
      mint('iframe'),
    ]);
    const options = { request: REQUESTS.lifecycle, baseUrl: BASE_URL, now: () => NOW * 1000 };
    for (const token of wrong)
      await expect(verifyLifecycleToken(token, findKey, options)).rejects.toMatchObject({
        name: 'TokenError',
      });
    expect(kids).toEqual([]);
    await verifyLifecycleToken(await mint('lifecycle'), findKey, options);
    expect(kids).toEqual(['install-key']);
  });
});

describe('mistakes of the caller', () => {
  const options = { request: REQUESTS.iframe, baseUrl: BASE_URL, now: () => NOW * 1000 };

  it.each(['lifecycle', 'Iframe', '', undefined])(
    'a kind that does not exist admits nothing: %s',
    async (kind) => {
      const token = await mint('iframe');
      expect(() => verifyHostToken(token, SECRET, { ...options, kind: kind as 'iframe' })).toThrow(TypeError);
    },
  );

  it.each([{ now: () => Number.NaN }, { leeway: Number.NaN }, { maxLifetime: Number.NaN }])(
    'a clock or a limit that is not a number admits nothing: %o',
    async (wrong) => {
      const token = await mint('iframe');
      expect(
        refusalOf(() => verifyHostToken(token, SECRET, { ...options, kind: 'iframe', ...wrong })),
      ).not.toBe('accepted');
    },
  );

  it('only the option allowExpired, set to true, admits an expired token', async () => {
    const token = await mint('iframe', { claims: { iat: NOW - 600, exp: NOW - 60 } });
    const verify = (allowExpired: unknown) =>
      verifyHostToken(token, SECRET, { ...options, kind: 'iframe', allowExpired: allowExpired as boolean });
    expect(verify(true)).toMatchObject({ expired: true, claims: { sub: 'alice' } });
    for (const other of [false, undefined, 'true', 1])
      expect(refusalOf(() => verify(other))).toBe('token_expired: exp');
  });

  it('allowExpired admits no other mistake', async () => {
    const expired = { iat: NOW - 600, exp: NOW - 60 };
    const verify = async (claims: object, secret = SECRET, kind: 'iframe' | 'context' = 'iframe') => {
      const token = await mint(kind, { claims: { ...expired, ...claims } });
      return refusalOf(() =>
        verifyHostToken(token, secret, { ...options, kind: 'iframe', allowExpired: true }),
      );
    };
    expect(await verify({})).toBe('accepted');
    expect(await verify({}, OTHER_SECRET)).toBe('token_signature_invalid');
    expect(await verify({ qsh: 'x' })).toBe('token_url_mismatch');
    expect(await verify({}, SECRET, 'context')).toBe('token_url_mismatch');
    expect(await verify({ nbf: NOW + 60 })).toBe('token_not_yet_valid: nbf');
    expect(await verify({ exp: undefined })).toBe('token_claim_invalid: exp');
  });

  it('a decoded token is verified like the text that it came from', async () => {
    const decoded = decodeHostToken(await mint('context'));
    expect(decoded.unverifiedClaims.iss).toBe('tenant-a');
    const verify = (secret: string) =>
      verifyHostToken(decoded, secret, { kind: 'context', now: () => NOW * 1000 });
    expect(verify(SECRET)).toEqual({ claims: decoded.unverifiedClaims, expired: false });
    expect(refusalOf(() => verify(OTHER_SECRET))).toBe('token_signature_invalid');
  });
});
