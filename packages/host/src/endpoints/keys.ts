import { refusal, text, type HostResponse } from '../http/response.ts';
import type { HostRuntime } from '../runtime.ts';

/** The key server: the public key of lifecycle calls in PEM form, by its id. */
export function serveKey({ signingKey }: HostRuntime, path: string): HostResponse | undefined {
  if (!path.startsWith('/install-keys/')) return undefined;
  return path === `/install-keys/${signingKey.kid}`
    ? text(signingKey.publicKeyPem, 200, 'application/x-pem-file')
    : refusal(404, 'key_unknown', 'The local host has no install key with that id.');
}
