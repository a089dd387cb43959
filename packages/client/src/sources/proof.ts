import { readRefusal } from './exchange.ts';
import type { Network } from './source.ts';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * Sends requests with DPoP proofs (RFC 9449, section 4.2) through the page's own `fetch`. The key is made with the
 * first request, and is in memory only; no script can read its private half. A request that the server refuses
 * with a new nonce is sent again, once.
 */
export function createProver(): Network {
  let keys: Promise<CryptoKeyPair> | undefined;
  let nonce: string | undefined;
  return {
    async fetch(input, init) {
      const request = new Request(input, init);
      for (let again = false; ; again = true) {
        const sent = request.clone();
        keys ??= crypto.subtle.generateKey(ECDSA, false, ['sign']);
        sent.headers.set('DPoP', await prove(sent, await keys, nonce));
        const response = await fetch(sent);
        nonce = response.headers.get('DPoP-Nonce') || nonce;
        // A guard gives the nonce with every response, and the app's own handler may respond with 401.
        const isRefused = response.status === 401 && (await readRefusal(response)) === 'proof_nonce_required';
        if (again || !isRefused) return response;
      }
    },
  };
}

async function prove(
  { method, url, headers }: Request,
  { privateKey, publicKey }: CryptoKeyPair,
  nonce: string | undefined,
): Promise<string> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  const token = headers.get('Authorization')?.slice('DPoP '.length);
  const claims = {
    jti: crypto.randomUUID(),
    htm: method,
    htu: url.replace(/[?#].*/, ''),
    iat: Date.now() / 1_000,
    nonce,
    ath: token && encode(await crypto.subtle.digest('SHA-256', toBytes(token))),
  };
  const input = [{ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } }, claims]
    .map((part) => encode(toBytes(JSON.stringify(part))))
    .join('.');
  return `${input}.${encode(await crypto.subtle.sign(ECDSA, privateKey, toBytes(input)))}`;
}

const toBytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const encode = (bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
