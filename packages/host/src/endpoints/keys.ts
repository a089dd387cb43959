import { createPublicKey } from 'node:crypto';
import { KEYS_PATH } from '../keys.ts';
import { json, refusal, text, type HostResponse } from '../http/response.ts';
import type { HostRuntime } from '../runtime.ts';

/** The key set of invocation tokens (RFC 7517). */
export function serveKeySet({ invocationKey }: HostRuntime, path: string): HostResponse | undefined {
  if (path !== '/.well-known/jwks.json') return undefined;
  const { kid, publicKeyPem } = invocationKey;
  const jwk = createPublicKey(publicKeyPem).export({ format: 'jwk' });
  return json({ keys: [{ ...jwk, kid, use: 'sig', alg: 'RS256' }] });
}

/** The key server: the public key of lifecycle calls in PEM form, by its id. */
export function serveKey({ signingKey, keyServer }: HostRuntime, path: string): HostResponse | undefined {
  if (!path.startsWith(`${KEYS_PATH}/`)) return undefined;
  if (path !== `${KEYS_PATH}/${signingKey.kid}`)
    return refusal(404, 'key_unknown', 'The local host has no install key with that id.');
  keyServer.requests += 1;
  return text(signingKey.publicKeyPem, 200, 'application/x-pem-file');
}
