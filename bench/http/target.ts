import type { Fixture } from '../fixture.ts';

/** What is measured over HTTP: an app with one route, and the requests that it admits. */
export interface Target {
  readonly name: string;
  /** The same handler, which sets the same response headers, without a guard. */
  readonly baseline?: string;
  /** Listens on a free port of the loopback interface. */
  start(fixture: Fixture): Promise<Listening>;
}

export interface Listening {
  readonly port: number;
  readonly requests: readonly ClientRequest[];
}

export interface ClientRequest {
  readonly path: string;
  readonly authorization?: string;
}

/** As many accounts send requests by turns. */
export const ACCOUNTS = 64;

export async function sessionRequests(fixture: Fixture): Promise<readonly ClientRequest[]> {
  const tokens = await fixture.sessionTokens(ACCOUNTS);
  return tokens.map((token) => ({ path: '/api/me', authorization: `Bearer ${token}` }));
}

export function pageRequests(fixture: Fixture): readonly ClientRequest[] {
  return fixture.pageUrls(ACCOUNTS).map((path) => ({ path }));
}

export function peerRequests(fixture: Fixture): readonly ClientRequest[] {
  return fixture.peerTokens(ACCOUNTS).map((token) => ({ path: '/api/me', authorization: `Bearer ${token}` }));
}

/** Starts a server of Node, or of a framework that returns one, on a free port. */
export async function listen(server: {
  listen(port: number, host: string, listening: () => void): { address(): unknown };
}): Promise<number> {
  return new Promise((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => {
      const { port } = listening.address() as { port: number };
      resolve(port);
    });
  });
}
