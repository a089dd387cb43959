import { printValue } from '../../internal/json.ts';
import { compactVerify, importJWK, importSPKI, type CryptoKey, type JWK } from 'jose';
import { nameCause } from '../causes.ts';
import type { PublicKey } from '../options.ts';
import type { ReadableToken } from '../token/decode.ts';
import { unchecked, wrong, type CheckedSignature } from './reading.ts';

/** Checks an RS256 signature with the key that the header names, and then with the others. */
export async function checkRs256(
  token: ReadableToken,
  keys: readonly PublicKey[],
): Promise<CheckedSignature> {
  const kid = token.header?.['kid'];
  const missing = typeof kid === 'string' ? [] : [nameCause('key-id-missing')];
  if (keys.length === 0) return unchecked('There is no public key to check it with.', missing);
  const named = keys.filter((key) => key.kid === undefined || key.kid === kid);
  for (const key of named)
    if (await verifies(token, key))
      return {
        reading: {
          status: 'right',
          message: 'It is made with the key that the header names.',
          ...(typeof kid === 'string' && { signedBy: kid }),
        },
        causes: missing,
      };
  for (const key of keys)
    if (!named.includes(key) && (await verifies(token, key)))
      return wrong(
        nameCause('key-id-wrong', {
          message: `The header names the key "${printValue(kid)}", but "${String(key.kid)}" signed.`,
        }),
        ...missing,
      );
  if (named.length === 0 && typeof kid === 'string') return unknownKey(kid.slice(0, 128), keys.length);
  return wrong(nameCause('signature-unexplained', { certainty: 'possible' }), ...missing);
}

function unknownKey(kid: string, count: number): CheckedSignature {
  const message = `The header names the key "${kid}", which is not among the ${count} given.`;
  return unchecked(message, [nameCause('key-unknown', { message, data: { kid } })]);
}

async function verifies(
  { signingInput, signatureText }: ReadableToken,
  publicKey: PublicKey,
): Promise<boolean> {
  try {
    await compactVerify(`${signingInput}.${signatureText}`, await importKey(publicKey), {
      algorithms: ['RS256'],
    });
    return true;
  } catch {
    return false;
  }
}

async function importKey(key: PublicKey): Promise<CryptoKey | Uint8Array> {
  return 'pem' in key ? importSPKI(key.pem, 'RS256') : importJWK(key.jwk as JWK, 'RS256');
}
