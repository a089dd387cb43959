import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import { listen, type Listening } from './listen.ts';

/** A server that publishes install keys, as Atlassian's does. */
export interface KeyServer extends Listening {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKeyPem: string;
  /** The paths that were asked for. */
  readonly requests: string[];
}

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });

export async function startKeyServer(): Promise<KeyServer> {
  const kid = 'install-key-1';
  const publicKeyPem = pair.publicKey.export({ type: 'spki', format: 'pem' }) as string;
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (request.url === `/${kid}`) response.end(publicKeyPem);
    else response.writeHead(404).end(publicKeyPem);
  });
  return { ...(await listen(server)), kid, privateKey: pair.privateKey, publicKeyPem, requests };
}
