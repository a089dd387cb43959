import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { CommandError } from '../command-error.ts';
import type { DevelopSettings } from './options.ts';

const DESCRIPTOR = '/atlassian-connect.json';

/** Where an app is, and where its descriptor comes from. */
export interface AppPlace {
  /** The address of the app for browsers and for the host. */
  readonly appUrl: string;
  /** What is asked until the app responds. */
  readonly waitUrl: string;
  /** The file of the descriptor, where it does not come from `waitUrl`. */
  readonly file?: string;
  /** The port at which the app has to listen: behind the proxy that has the app's own, or the app's own. */
  readonly listensAt: number;
}

/**
 * Finds out where an app will be. An app that is started by a command gets a port behind a proxy, for the faults of its
 * network, unless its descriptor is elsewhere.
 *
 * @throws {CommandError} when the descriptor is neither a URL nor a file
 */
export async function placeApp({ descriptor, command, appPort }: DevelopSettings): Promise<AppPlace> {
  const ownUrl = `http://127.0.0.1:${appPort}`;
  const listensAt = command.length > 0 ? await findFreePort() : appPort;
  if (descriptor === undefined) return { appUrl: ownUrl, waitUrl: ownUrl + DESCRIPTOR, listensAt };
  if (/^https?:/i.test(descriptor) && URL.canParse(descriptor)) {
    const { origin, port } = new URL(descriptor);
    const isOwn = isThisMachine(descriptor) && Number(port) === appPort;
    return { appUrl: origin, waitUrl: descriptor, listensAt: isOwn ? listensAt : appPort };
  }
  if (!existsSync(descriptor))
    throw new CommandError(
      `"${descriptor}" is not a URL. There is no file with that name either. Give the URL or the file of the descriptor.`,
    );
  return { appUrl: ownUrl, waitUrl: `${ownUrl}/`, file: resolve(descriptor), listensAt };
}

/** Is the host of a URL this machine? */
export function isThisMachine(url: string): boolean {
  const { hostname } = new URL(url);
  return /^(?:127(?:\.\d{1,3}){3}|\[::1\]|(?:[\w-]+\.)*localhost)$/i.test(hostname);
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
