import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { TokenError } from '../errors.ts';
import { decodeBase64url, decodeCompact } from '../jwt/decode.ts';
import { isTime } from '../jwt/lifetime.ts';
import { isRecord } from '../internal/json.ts';
import { normalizeTarget, targetOf } from './target.ts';

/** The request that a proof came with. */
export interface VerifyProofOptions {
  readonly method: string;
  /** Path and query as they were received. */
  readonly url: string;
  /** The app's public address. */
  readonly baseUrl: string;
  /** The session token of the request. Absent at the exchange: then the proof must name none. */
  readonly token?: string;
  /** Is this a nonce of the server that is still accepted? It decides how old a proof may be. */
  readonly acceptsNonce: (nonce: string) => boolean;
}

/** A proof of possession that is genuine and for this request. It may still be a repetition. */
export interface VerifiedProof {
  /** The JWK thumbprint of the key (RFC 7638), as `cnf.jkt` names it. */
  readonly thumbprint: string;
  /** The proof's own id, unique for its key. */
  readonly proofId: string;
}

/** The one algorithm of proofs. */
const ALGORITHM = 'ES256';
const MAX_ID_LENGTH = 256;
const HEADER_NAMES: ReadonlySet<string> = new Set(['typ', 'alg', 'jwk']);
const KEY_NAMES: ReadonlySet<string> = new Set(['kty', 'crv', 'x', 'y']);

/**
 * Verifies a DPoP proof: ES256, an embedded public key and nothing more in its header, bound to method, target and
 * token of the request, and to a nonce of the server. The age of a proof is that of its nonce, because browsers'
 * clocks are wrong; `iat` is required, and not compared.
 *
 * @throws {TokenError} `token_expired` when the nonce is missing or no longer accepted, and nothing else is wrong
 *   but perhaps the signature; otherwise what is wrong
 * @see RFC 9449, section 4.3
 */
export async function verifyProof(
  proof: string,
  { method, url, baseUrl, token, acceptsNonce }: VerifyProofOptions,
): Promise<VerifiedProof> {
  const { header, claims } = decodeCompact(proof);
  const jwk = readKey(header);
  const { htm, htu, jti, iat, ath, nonce } = claims;
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_ID_LENGTH) throw invalid('jti');
  if (!isTime(iat)) throw invalid('iat');
  if (htm !== method) throw new TokenError('token_url_mismatch', { name: 'htm' });
  const target = targetOf(url, baseUrl);
  if (typeof htu !== 'string' || target === undefined || normalizeTarget(htu) !== target)
    throw new TokenError('token_url_mismatch', { name: 'htu' });
  if (ath !== (token === undefined ? undefined : sha256(token))) throw invalid('ath');
  if (nonce !== undefined && typeof nonce !== 'string') throw invalid('nonce');
  if (nonce === undefined || !acceptsNonce(nonce)) throw new TokenError('token_expired', { name: 'nonce' });
  await verifySignature(proof, jwk);
  return { thumbprint: await calculateJwkThumbprint(jwk), proofId: jti };
}

/** A public key of the curve P-256. */
interface PublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

function readKey(header: Readonly<Record<string, unknown>>): PublicKey {
  if (header['alg'] !== ALGORITHM) throw new TokenError('token_algorithm_refused', { name: 'alg' });
  if (header['typ'] !== 'dpop+jwt') throw refused('typ');
  const unknown = Object.keys(header).find((name) => !HEADER_NAMES.has(name));
  if (unknown !== undefined) throw new TokenError('token_header_refused');
  const { jwk } = header;
  // A private key has more members, and so has any other kind of key.
  if (!isRecord(jwk) || !Object.keys(jwk).every((name) => KEY_NAMES.has(name))) throw refused('jwk');
  const { kty, crv, x, y } = jwk;
  if (kty !== 'EC' || crv !== 'P-256' || !isCoordinate(x) || !isCoordinate(y)) throw refused('jwk');
  return { kty, crv, x, y };
}

function isCoordinate(value: unknown): value is string {
  return typeof value === 'string' && decodeBase64url(value)?.length === 32;
}

async function verifySignature(proof: string, jwk: PublicKey): Promise<void> {
  try {
    await compactVerify(proof, await importJWK({ ...jwk }, ALGORITHM), { algorithms: [ALGORITHM] });
  } catch {
    throw new TokenError('token_signature_invalid');
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function invalid(name: string): TokenError {
  return new TokenError('token_claim_invalid', { name });
}

function refused(name: string): TokenError {
  return new TokenError('token_header_refused', { name });
}
