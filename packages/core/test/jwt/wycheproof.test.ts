import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { decodeToken, TokenError, verifyHs256, verifyRs256, type DecodedToken } from '../../src/index.ts';
import { decodeBase64url } from '../../src/jwt/decode.ts';
import { pemOf } from '../keys.ts';
import { describeRefusal } from '../tokens.ts';

interface Group {
  readonly comment: string;
  readonly public?: JsonWebKey;
  readonly private: JsonWebKey;
  readonly tests: readonly Vector[];
}

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly jws: string | object;
  readonly result: 'valid' | 'invalid';
}

const { numberOfTests, testGroups } = createRequire(import.meta.url)(
  '../vectors/wycheproof/json_web_signature_test.json',
) as { readonly numberOfTests: number; readonly testGroups: readonly Group[] };

/** Each vector with the key of its group. */
const VECTORS = testGroups.flatMap((group) =>
  group.tests.map((vector) => ({ ...vector, group: group.comment, key: group.public ?? group.private })),
);
/** Those whose key is one that Authbeat verifies with. */
const VERIFIABLE = VECTORS.filter(({ key }) => key.kty === 'oct' || key.kty === 'RSA');

/** Valid vectors that are refused all the same, and why. */
const STRICTER = new Map([
  ...algorithms(264, 267, 'RS384'),
  ...algorithms(268, 271, 'RS512'),
  ...algorithms(272, 275, 'PS256'),
  ...algorithms(287, 288, 'PS256'),
  ...algorithms(320, 323, 'PS384'),
  ...algorithms(325, 328, 'PS512'),
  ...algorithms(346, 346, 'PS256'),
  ...algorithms(350, 350, 'PS384'),
  [372, 'one of its characters is no base64url: a lenient decoder skips it'] as const,
  [373, 'one of its characters is no base64url: a lenient decoder skips it'] as const,
]);

/** Invalid vectors that verify all the same, and why. */
const UNRELATED = new Map([
  [332, 'the key says that it is for PS512; a PEM key has no `alg`'],
  [353, 'the key says that it is for encryption; a PEM key has no `use`'],
  [355, 'the key says that it is for encryption; a PEM key has no `key_ops`'],
  [367, 'its text is that of the valid vector 357'],
  [370, 'its text is that of the valid vector 357'],
]);

function algorithms(first: number, last: number, name: string): (readonly [number, string])[] {
  return Array.from(
    { length: last - first + 1 },
    (_, index) => [first + index, `${name} is not an algorithm of any host`] as const,
  );
}

/**
 * Decodes a vector like a token, but with any bytes as its payload: the payloads of the vectors are not JSON
 * objects, and decodeToken() refuses them for that alone.
 */
function decode(jws: string | object): DecodedToken {
  const text = typeof jws === 'string' ? jws : JSON.stringify(jws);
  const [header = '', payload = '', ...rest] = text.split('.');
  const decoded = decodeToken([header, 'e30', ...rest].join('.'));
  if (!decodeBase64url(payload)) throw new TokenError('token_malformed');
  return { ...decoded, signingInput: `${header}.${payload}` };
}

async function verify(jws: string | object, key: JsonWebKey): Promise<string> {
  try {
    const token = decode(jws);
    if (key.kty === 'oct') verifyHs256(token, [Buffer.from(key.k ?? '', 'base64url')]);
    else await verifyRs256(token, pemOf(createPublicKey({ key, format: 'jwk' })));
    return 'accepted';
  } catch (error) {
    return describeRefusal(error);
  }
}

describe('the JWS vectors of Project Wycheproof', () => {
  it('are all there', () => {
    expect(VECTORS).toHaveLength(numberOfTests);
    expect(numberOfTests).toBe(401);
  });

  it.each(VERIFIABLE)('$group $tcId, $comment: $result', async ({ tcId, jws, key, result }) => {
    const accepted = (result === 'valid' && !STRICTER.has(tcId)) || UNRELATED.has(tcId);
    expect((await verify(jws, key)) === 'accepted').toBe(accepted);
  });

  it('are valid and refused only for their algorithm or their encoding', async () => {
    const stricter = VERIFIABLE.filter(({ tcId, result }) => STRICTER.has(tcId) && result === 'valid');
    expect(stricter).toHaveLength(STRICTER.size);
    for (const { tcId, jws, key } of stricter) {
      const isAlgorithm = STRICTER.get(tcId)?.includes('algorithm');
      expect(await verify(jws, key)).toBe(isAlgorithm ? 'token_algorithm_refused: alg' : 'token_malformed');
    }
  });

  it('have the text of a valid vector in two invalid ones', () => {
    const textOf = (id: number): unknown => VECTORS.find(({ tcId }) => tcId === id)?.jws;
    expect(textOf(367)).toBe(textOf(357));
    expect(textOf(370)).toBe(textOf(357));
  });

  it('are refused with an elliptic key, whatever they hold', async () => {
    const elliptic = VECTORS.filter(({ key }) => key.kty === 'EC');
    expect(elliptic.length + VERIFIABLE.length).toBe(VECTORS.length);
    for (const { jws, key } of elliptic) expect(await verify(jws, key)).not.toBe('accepted');
  });

  it('are no tokens: none has a JSON object as its payload', () => {
    const accepted = VECTORS.filter(({ jws }) => {
      try {
        return decodeToken(jws as string);
      } catch {
        return false;
      }
    });
    expect(accepted.map(({ tcId }) => tcId)).toEqual([]);
  });
});
