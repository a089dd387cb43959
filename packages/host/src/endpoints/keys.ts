import { refusal, text, type Reply } from '../http/reply.ts';
import type { World } from '../world.ts';

/** The key server: the public key of lifecycle calls in PEM form, by its id. */
export function serveKey({ signingKey }: World, path: string): Reply | undefined {
  if (!path.startsWith('/install-keys/')) return undefined;
  return path === `/install-keys/${signingKey.kid}`
    ? text(signingKey.publicKeyPem, 200, 'application/x-pem-file')
    : refusal(404, 'key_unknown', 'There is no key with that id.');
}
