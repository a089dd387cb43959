import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import { listen, type Listening } from './listen.ts';

/** A server that publishes install keys and the key set of Forge, as Atlassian's do. */
export interface KeyServer extends Listening {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKeyPem: string;
  /** The id of the same key in the key set of Forge. */
  readonly invocationKid: string;
  /** Where that key set is. */
  readonly jwksUrl: string;
  /** The paths that were asked for. */
  readonly requests: string[];
}

const JWKS_PATH = '/.well-known/jwks.json';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });

export async function startKeyServer(): Promise<KeyServer> {
  const kid = 'install-key-1';
  const publicKeyPem = pair.publicKey.export({ type: 'spki', format: 'pem' }) as string;
  const invocationKid = 'forge/invocation-token/2f6d';
  const jwk = pair.publicKey.export({ format: 'jwk' });
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (request.url === JWKS_PATH) response.end(JSON.stringify({ keys: [{ ...jwk, kid: invocationKid }] }));
    else if (request.url === `/${kid}`) response.end(publicKeyPem);
    else response.writeHead(404).end(publicKeyPem);
  });
  const listening = await listen(server);
  return {
    ...listening,
    kid,
    privateKey: pair.privateKey,
    publicKeyPem,
    invocationKid,
    jwksUrl: listening.origin + JWKS_PATH,
    requests,
  };
}
