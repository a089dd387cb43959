import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  AuthbeatError,
  checkLifetime,
  decodeToken,
  parseDescriptor,
  readHostClaims,
  signHs256,
  signRs256,
  verifyHs256,
  verifyRs256,
} from '../src/index.ts';
import { OTHER_SECRET, pemOf, rsaKeys, SECRET } from './keys.ts';
import { forge } from './tokens.ts';

const KEYS = rsaKeys();
const PEM = KEYS.pem;
const MARK = 'a-private-mark';
const HEADER = { typ: 'JWT', alg: 'HS256' };
const CLAIMS = { iss: MARK, sub: MARK, exp: 1, iat: 1, qsh: MARK, aud: MARK, context: { [MARK]: MARK } };
const TOKEN = signHs256(CLAIMS, SECRET, { kid: MARK });
const WEAK = signHs256(CLAIMS, 'a-weak-secret');

/** The parts of every token, secret and key: none may be seen, and so neither may a whole one. */
const SECRETS = [TOKEN, WEAK, SECRET, OTHER_SECRET, PEM].flatMap((text) => text.split(/[.\n]/));
const UNSEEN = [...SECRETS, MARK, 'a-weak-secret', 'PRIVATE KEY'].filter((text) => text.length > 8);

const seconds = 2_000_000_000;
const now = (): number => seconds * 1000;
const refusals: Record<string, () => unknown> = {
  'a token that is too large': () => decodeToken(TOKEN.repeat(50)),
  'a token with a segment too many': () => decodeToken(`${TOKEN}.${TOKEN}`),
  'a payload that is no JSON': () => decodeToken(forge(HEADER, `{"${MARK}":`)),
  'a refused header parameter': () => decodeToken(forge({ ...HEADER, jku: MARK }, CLAIMS)),
  'a header parameter of the wrong type': () => decodeToken(forge({ ...HEADER, kid: [MARK] }, CLAIMS)),
  'a refused algorithm': () => decodeToken(forge({ ...HEADER, alg: MARK }, CLAIMS)),
  'the secret of another tenant': () => verifyHs256(decodeToken(TOKEN), [OTHER_SECRET]),
  'a weak secret': () => verifyHs256(decodeToken(WEAK), ['a-weak-secret']),
  'the wrong algorithm for a public key': async () => verifyRs256(decodeToken(TOKEN), PEM),
  'a signature that is wrong for a public key': async () =>
    verifyRs256(decodeToken(forge({ ...HEADER, alg: 'RS256' }, CLAIMS)), PEM),
  'a private key in place of a public one': async () =>
    verifyRs256(decodeToken(forge({ ...HEADER, alg: 'RS256' }, CLAIMS)), pemOf(KEYS.privateKey)),
  'a public key in place of a private one': async () => signRs256(CLAIMS, KEYS.publicKey),
  'a claim of the wrong form': () => readHostClaims({ ...CLAIMS, exp: MARK }),
  'a token that has expired': () => checkLifetime(CLAIMS, { now }),
  'a token of the future': () => checkLifetime({ ...CLAIMS, exp: seconds + 60, iat: seconds + 60 }, { now }),
  'a lifetime that is too long': () => checkLifetime({ ...CLAIMS, exp: seconds * 2 }, { now }),
  'a descriptor that is wrong throughout': () => parseDescriptor({ key: [MARK], baseUrl: `ftp://${MARK}` }),
};

async function errorOf(action: () => unknown): Promise<Error> {
  try {
    await action();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}

describe('an error', () => {
  it.each(Object.entries(refusals))('about %s shows nothing of a token or a secret', async (_, action) => {
    const error = await errorOf(action);
    const views = [
      error.message,
      error.stack,
      String(error),
      JSON.stringify(error),
      inspect(error, { depth: 9, showHidden: true }),
    ];
    expect(UNSEEN.filter((text) => views.join('\n').includes(text))).toStrictEqual([]);
  });

  it('has a class, a name and a code', async () => {
    const error = await errorOf(() => decodeToken(''));
    expect(error).toBeInstanceOf(AuthbeatError);
    expect(error).toMatchObject({
      name: 'TokenError',
      code: 'token_malformed',
      message: 'The token is not a well-formed compact JWS.',
      data: {},
    });
  });

  it('about a token has no stack trace, and other errors still have one', async () => {
    const [refused, unusable] = await Promise.all([
      errorOf(() => decodeToken('')),
      errorOf(() => parseDescriptor('')),
    ]);
    expect(refused.stack).not.toContain('errors.test.ts');
    expect(unusable.stack).toContain('errors.test.ts');
    expect(new Error('traced').stack).toContain('errors.test.ts');
  });
});
