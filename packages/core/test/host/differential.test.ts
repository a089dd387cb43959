/* The one-call API beside jose (signature and times) and atlassian-jwt (signature and qsh). */
import {
  createQueryStringHash,
  decodeSymmetric,
  encodeSymmetric,
  fromMethodAndUrl,
  SymmetricAlgorithm,
} from 'atlassian-jwt';
import * as fc from 'fast-check';
import { jwtVerify, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  mintHostToken,
  mintLifecycleToken,
  verifyHostToken,
  verifyLifecycleToken,
  type BoundRequest,
} from '../../src/index.ts';
import { OTHER_SECRET, SECRET } from '../keys.ts';
import { describeRefusal, refusalOf } from '../tokens.ts';
import { BASE_URL, KEYS, NOW } from './doors.ts';

const LEEWAY = 10;
const now = (): number => NOW * 1000;
const bytesOf = (secret: string): Uint8Array => new TextEncoder().encode(secret);
const hashOf = ({ method, url }: BoundRequest): string =>
  createQueryStringHash(fromMethodAndUrl(method, url), false, BASE_URL);

const anyUrl = fc
  .tuple(
    fc.constantFrom('/jira/panel', '/jira/a/b', '/jira/'),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.string({ unit: 'grapheme', maxLength: 6 }), {
      maxKeys: 4,
    }),
  )
  .map(([path, query]) => `${path}?${new URLSearchParams(query).toString()}`);
const anyRequest = fc.record({ method: fc.constantFrom('GET', 'POST'), url: anyUrl });
const seconds = fc.integer({ min: -30, max: 30 }).map((offset) => NOW + offset);

/** A token that may be wrong in several ways at once. */
const anyToken = fc.record({
  secret: fc.constantFrom(SECRET, SECRET, OTHER_SECRET),
  typ: fc.constantFrom('JWT', 'JWT', undefined, 'at+jwt'),
  exp: seconds,
  nbf: fc.option(seconds, { nil: undefined }),
  isBound: fc.constantFrom(true, true, false),
  request: anyRequest,
});

async function isAcceptedByJose(token: string): Promise<boolean> {
  return jwtVerify(token, bytesOf(SECRET), {
    algorithms: ['HS256'],
    clockTolerance: LEEWAY,
    currentDate: new Date(NOW * 1000),
    requiredClaims: ['exp'],
  }).then(
    ({ protectedHeader: { typ = 'JWT' } }) => typ === 'JWT',
    () => false,
  );
}

describe('verifyHostToken', () => {
  it('accepts exactly the tokens that jose and atlassian-jwt accept together', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(anyToken, async ({ secret, typ, exp, nbf, isBound, request }) => {
        const claims = {
          iss: 'tenant-a',
          sub: 'alice',
          qsh: hashOf(isBound ? request : { ...request, url: '/jira/no' }),
        };
        const token = await new SignJWT({ ...claims, exp, ...(nbf !== undefined && { nbf }) })
          .setProtectedHeader({ alg: 'HS256', ...(typ !== undefined && { typ }) })
          .sign(bytesOf(secret));
        const outcome = refusalOf(() =>
          verifyHostToken(token, SECRET, { kind: 'iframe', request, baseUrl: BASE_URL, now, leeway: LEEWAY }),
        );
        const expected = (await isAcceptedByJose(token)) && hashOf(request) === claims.qsh;
        expect(outcome === 'accepted').toBe(expected);
        if (expected) accepted += 1;
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(20);
  });

  it("accepts what Atlassian's own library signs", () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const claims = { iss: 'tenant-a', exp: NOW + 60, iat: NOW, qsh: hashOf(request) };
        const token = encodeSymmetric(claims, SECRET, SymmetricAlgorithm.HS256);
        const verified = verifyHostToken(token, SECRET, { kind: 'webhook', request, baseUrl: BASE_URL, now });
        expect(verified.claims).toMatchObject(claims);
      }),
    );
  });
});

describe('mintHostToken', () => {
  it("mints what jose and Atlassian's own library verify", async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, fc.constantFrom('iframe', 'webhook'), async (request, kind) => {
        const token = mintHostToken(
          { kind, clientKey: 'tenant-a', accountId: 'alice', request, baseUrl: BASE_URL, now },
          SECRET,
        );
        const expected = { iss: 'tenant-a', sub: 'alice', iat: NOW, exp: NOW + 180, qsh: hashOf(request) };
        expect(await isAcceptedByJose(token)).toBe(true);
        expect(decodeSymmetric(token, SECRET, SymmetricAlgorithm.HS256)).toMatchObject(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('mints a context token, bound to no request', () => {
    const context = { jira: { issue: { id: '1', key: 'AB-1' } } };
    const token = mintHostToken({ kind: 'context', clientKey: 'tenant-a', context, now }, SECRET);
    expect(decodeSymmetric(token, SECRET, SymmetricAlgorithm.HS256)).toEqual({
      iss: 'tenant-a',
      iat: NOW,
      exp: NOW + 900,
      qsh: 'context-qsh',
      context,
    });
  });

  it('takes any lifetime and any claims, and leaves a claim out where it is undefined', () => {
    const token = mintHostToken(
      {
        kind: 'context',
        clientKey: 'tenant-a',
        lifetime: 0.25,
        claims: { note: 'x', qsh: undefined },
        now: () => NOW * 1000 + 500,
      },
      SECRET,
    );
    expect(decodeSymmetric(token, SECRET, SymmetricAlgorithm.HS256)).toEqual({
      iss: 'tenant-a',
      iat: NOW,
      exp: NOW + 0.75,
      note: 'x',
      context: {},
    });
  });
});

describe('lifecycle tokens', () => {
  const key = { kid: 'install-key', privateKey: KEYS.privateKey };
  const request = { method: 'POST', url: '/jira/authbeat/installed' };

  it('are minted as jose verifies them, and no two are equal', async () => {
    const options = { clientKey: 'tenant-a', request, baseUrl: BASE_URL, now };
    const [first, second] = [await mintLifecycleToken(options, key), await mintLifecycleToken(options, key)];
    expect(first).not.toBe(second);
    const { payload, protectedHeader } = await jwtVerify(first, KEYS.publicKey, {
      audience: BASE_URL,
      issuer: 'tenant-a',
      currentDate: new Date(NOW * 1000),
    });
    expect(protectedHeader).toEqual({ typ: 'JWT', alg: 'RS256', kid: 'install-key' });
    expect(payload).toMatchObject({ qsh: hashOf(request), iat: NOW, exp: NOW + 180 });
  });

  it('are accepted exactly where jose accepts them', async () => {
    const anyClaims = fc.record({
      aud: fc.constantFrom(BASE_URL, [BASE_URL, 'x'], 'https://other.example.com', []),
      exp: seconds,
      nbf: fc.option(seconds, { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(anyClaims, async ({ aud, exp, nbf }) => {
        const token = await new SignJWT({
          iss: 'tenant-a',
          qsh: hashOf(request),
          iat: NOW - 60,
          exp,
          aud,
          ...(nbf !== undefined && { nbf }),
        })
          .setProtectedHeader({ alg: 'RS256', kid: 'install-key' })
          .sign(KEYS.privateKey);
        const byJose = await jwtVerify(token, KEYS.publicKey, {
          audience: BASE_URL,
          clockTolerance: LEEWAY,
          currentDate: new Date(NOW * 1000),
        }).then(
          () => true,
          () => false,
        );
        const outcome = await verifyLifecycleToken(token, () => KEYS.pem, {
          request,
          baseUrl: BASE_URL,
          now,
        }).then(() => 'accepted', describeRefusal);
        expect(outcome === 'accepted').toBe(byJose);
      }),
      { numRuns: 100 },
    );
  });
});
