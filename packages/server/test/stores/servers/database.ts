import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Fault, TestFunctions } from '../../../src/testing/index.ts';
import { startProxy, type Proxy } from './proxy.ts';
import type { Server } from './server.ts';

/** How long a server may take to start: it may have to be downloaded first. */
const START_WITHIN_MS = 300_000;

/** How to get a database of one kind. */
export interface DatabaseKind {
  readonly name: string;
  /** Starts a new server; absent where the program is not installed. */
  readonly start?: () => Promise<Server>;
  /** The environment variable with the URL of a running server. */
  readonly variable: string;
}

/** A database behind a proxy. */
export interface Database {
  /** The address of the server itself. */
  readonly address: { readonly host: string; readonly port: number };
  readonly proxy: Proxy;
  /** Absent if the server was running already. */
  readonly server?: Server;
  /** The user and password of the URL, if any. */
  readonly login: { readonly username?: string; readonly password?: string };
}

/** Defines tests that need a database. Without one they are skipped, and the reason is in the title. */
export function describeDatabase(
  { name, start, variable }: DatabaseKind,
  body: (database: () => Database, faults: readonly Fault[]) => void,
): void {
  const url = process.env[variable];
  const isFound = start !== undefined || url !== undefined;
  const reason = isFound ? '' : `: skipped, it is not installed and ${variable} is not set`;

  describe.runIf(isFound)(`with ${name}${reason}`, () => {
    let database: Database | undefined;
    const get = (): Database => {
      if (!database) throw new Error(`${name} has not been started.`);
      return database;
    };
    beforeAll(async () => {
      database = start ? await own(start) : await foreign(new URL(url ?? ''));
    }, START_WITHIN_MS);
    afterAll(async () => {
      await database?.proxy.close();
      await database?.server?.remove();
    });
    body(get, [...(start ? [killing(get)] : []), ...misbehaving(get)]);
  });
}

/** Gives tests time for servers to end and to start. */
export const PATIENT: TestFunctions = {
  describe,
  // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- the suite brings titles and assertions
  it: (name, body) => it(name, { timeout: 300_000 }, body),
};

async function own(start: () => Promise<Server>): Promise<Database> {
  const server = await start();
  const address = { host: '127.0.0.1', port: server.port };
  return { server, address, proxy: await startProxy(address), login: {} };
}

async function foreign({ hostname, port, username, password }: URL): Promise<Database> {
  const address = { host: hostname, port: Number(port) };
  return {
    address,
    proxy: await startProxy(address),
    login: { ...(username && { username }), password: decodeURIComponent(password) },
  };
}

function killing(database: () => Database): Fault {
  return {
    name: 'is killed and started again',
    begin: async () => {
      await database().server?.kill();
      return async () => database().server?.start();
    },
  };
}

function misbehaving(database: () => Database): Fault[] {
  const names = {
    cut: 'ends every connection',
    hold: 'does not respond for a while',
    swallow: 'never responds on existing connections',
  } as const;
  return (['cut', 'hold', 'swallow'] as const).map((fault) => ({
    name: names[fault],
    keepsConnections: fault === 'hold',
    begin: async () => {
      database().proxy[fault]();
      return async () => database().proxy.restore();
    },
  }));
}
