import { MIN_HMAC_KEY_LENGTH } from '../../jwt/key-length.ts';
import { toBase64, toBase64url, toBytes, toHex } from '../bytes.ts';
import { nameCause, type Cause } from '../causes.ts';
import type { SecretCandidate, Settings } from '../options.ts';
import type { ReadableToken } from '../token/decode.ts';
import type { TokenKind } from '../token/kind.ts';
import { hmac } from '../web-crypto.ts';
import { unchecked, wrong, type CheckedSignature } from './reading.ts';
import { listSecretVariants } from './secret-variants.ts';

/** Checks an HS256 signature with each secret as it is, then with what the usual mistakes make of it. */
export async function checkHs256(
  token: ReadableToken,
  kind: TokenKind,
  { at, secrets, keys, appKey }: Settings,
): Promise<CheckedSignature> {
  if (secrets.length === 0) return unchecked('There is no secret to check it with.');
  const issuer = tenantOf(token, kind);
  for (const candidate of secrets) {
    if (await signs(token, toBytes(candidate.secret))) return judgeMatch(candidate, issuer, at);
  }
  // A store may have thousands of tenants: misreadings are tried of the secrets that should have signed.
  const near = await findMistake(
    token,
    secrets.filter(({ clientKey = issuer }) => clientKey === issuer),
  );
  if (near) return wrong(near);
  const publicKey = keys.find((key) => 'pem' in key);
  if (publicKey && 'pem' in publicKey) {
    for (const pem of [publicKey.pem, publicKey.pem.trim(), `${publicKey.pem.trim()}\n`])
      if (await signs(token, toBytes(pem))) return wrong(nameCause('secret-is-public-key'));
  }
  const owned = secrets.filter(({ clientKey }) => clientKey !== undefined);
  if (
    issuer !== undefined &&
    owned.length === secrets.length &&
    !owned.some(({ clientKey }) => clientKey === issuer) &&
    issuer !== appKey
  )
    return wrong(
      nameCause('issuer-unknown', {
        message: `None of the ${secrets.length} tenants has the clientKey "${issuer}".`,
        data: { clientKey: issuer },
      }),
    );
  const tried = secrets.length === 1 ? secrets[0]?.name : `any of the ${secrets.length} secrets`;
  return wrong(
    nameCause('signature-unexplained', {
      certainty: 'possible',
      message: `The signature is not made with ${tried ?? 'the secret'}, nor with any usual misreading of it.`,
    }),
  );
}

function judgeMatch(
  { name, secret, clientKey, isPrevious, validUntil }: SecretCandidate,
  issuer: string | undefined,
  at: number,
): CheckedSignature {
  const causes: Cause[] = [];
  if (toBytes(secret).length < MIN_HMAC_KEY_LENGTH)
    causes.push(
      nameCause('secret-too-short', {
        message: `The secret has ${toBytes(secret).length} bytes. It needs at least ${MIN_HMAC_KEY_LENGTH}.`,
      }),
    );
  if (clientKey !== undefined && issuer !== undefined && clientKey !== issuer)
    causes.push(
      nameCause('secret-other-tenant', {
        message: `The token names the tenant "${issuer}" and is signed with the secret of "${clientKey}".`,
        data: { issuer, signer: clientKey },
      }),
    );
  if (isPrevious === true) {
    const isValid = validUntil !== undefined && validUntil > at;
    causes.push(nameCause('secret-previous', { certainty: isValid ? 'note' : 'certain' }));
  }
  const isRight = causes.every(({ certainty }) => certainty === 'note');
  const [first] = causes;
  return {
    reading: {
      status: isRight ? 'right' : 'wrong',
      message: first?.message ?? `It is made with ${name}.`,
      signedBy: name,
    },
    causes,
  };
}

async function findMistake(
  token: ReadableToken,
  secrets: readonly SecretCandidate[],
): Promise<Cause | undefined> {
  for (const { secret, name } of secrets) {
    const cause = await findSpelling(token, secret);
    if (cause) return cause;
    for (const { causeId, description, key } of listSecretVariants(secret))
      if (await signs(token, key))
        return nameCause(causeId, {
          message: `The token is signed with ${name}, but as ${description}.`,
          data: { secret: name },
        });
  }
  return undefined;
}

/** The right secret, and a signature of another hash or in another spelling. */
async function findSpelling(
  { signingInput, signatureText }: ReadableToken,
  secret: string,
): Promise<Cause | undefined> {
  const key = toBytes(secret);
  for (const hash of ['SHA-384', 'SHA-512'] as const)
    if (toBase64url(await hmac(hash, key, signingInput)) === signatureText)
      return nameCause('signature-other-hash', {
        message: `The header says HS256, but the signature is an HMAC with ${hash}.`,
      });
  const bytes = await hmac('SHA-256', key, signingInput);
  const hex = toHex(bytes);
  const upper = hex.toUpperCase();
  const spellings = [
    hex,
    upper,
    ...[hex, upper, toBase64url(bytes), toBase64(bytes)].map((text) => toBase64url(toBytes(text))),
  ];
  return spellings.includes(signatureText) ? nameCause('signature-encoding') : undefined;
}

async function signs(
  { signingInput, signatureText }: ReadableToken,
  key: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  return toBase64url(await hmac('SHA-256', key, signingInput)) === canonical(signatureText);
}

/** A signature in the standard alphabet or with padding is another mistake: the bytes may be right. */
function canonical(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Whose secret should have signed it. */
function tenantOf({ claims = {} }: ReadableToken, kind: TokenKind): string | undefined {
  const { iss, aud } = claims;
  const named =
    kind === 'app-to-host' || kind === 'framework-session'
      ? Array.isArray(aud)
        ? (aud as unknown[])[0]
        : (claims['clientKey'] ?? aud)
      : iss;
  return typeof named === 'string' ? named : undefined;
}
