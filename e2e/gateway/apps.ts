import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Identity } from '@authbeat/gateway';
import { startProcess, type RunningProcess } from '../harness/start-process.ts';

/** Where an app listens, and what it has to know of the local host. */
export interface AppPlace {
  readonly port: number;
  /** The address in its descriptor. */
  readonly baseUrl: string;
  readonly keyServerUrl: string;
  readonly bridgeUrl: string;
}

/** Starts an app that knows nothing of Authbeat. */
export type StartApp = (place: AppPlace) => Promise<Pick<RunningProcess, 'close'>>;

export interface UnchangedApp {
  readonly start: StartApp;
  /** For how long the app accepts a token that has expired, in seconds. */
  readonly leeway: number;
  /** Which tokens its API accepts. */
  readonly identity: Identity;
  /** Pages that its descriptor does not name. */
  readonly pages?: readonly string[];
}

const ACE_SERVER = fileURLToPath(new URL('./ace-app/server.ts', import.meta.url));

const folder = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Its own tokens live for two seconds. */
const startAce: StartApp = async ({ port, baseUrl, keyServerUrl, bridgeUrl }) =>
  startProcess({
    command: [process.execPath, '--conditions=authbeat-source', ACE_SERVER],
    cwd: folder('ace-app'),
    env: {
      PORT: String(port),
      APP_URL: baseUrl,
      CONNECT_KEYS_CDN_URL: keyServerUrl,
      ALL_JS_URL: bridgeUrl,
    },
    listening: /listening/,
  });

/** The folder of the app on Atlassian's Spring Boot starter. */
export const SPRING_APP = folder('spring-app');

/**
 * Starts that app. Java does not resolve the names of local sites on every system. It starts in half the time when it
 * does not optimize what runs for a minute.
 */
export const SPRING_COMMAND = [
  'java',
  '-XX:TieredStopAtLevel=1',
  '-Djdk.net.hosts.file=../hosts',
  '-jar',
  'target/spring-app.jar',
];

/** Builds the app on Atlassian's Spring Boot starter: a minute for the first time, seconds afterwards. */
export async function buildSpring(): Promise<void> {
  await promisify(execFile)('mvn', ['--batch-mode', '--quiet', 'package'], { cwd: SPRING_APP });
}

const startSpring: StartApp = async ({ port, baseUrl, keyServerUrl, bridgeUrl }) =>
  startProcess({
    command: SPRING_COMMAND,
    cwd: SPRING_APP,
    env: {
      SERVER_PORT: String(port),
      ADDON_BASEURL: baseUrl,
      ATLASSIAN_CONNECT_PUBLICKEYBASEURL: keyServerUrl,
      ATLASSIAN_CONNECT_ALLJSURL: bridgeUrl,
      // Seconds. With the starter's leeway, the tokens that it puts into pages are good for 32.
      ATLASSIAN_CONNECT_JWTEXPIRATIONTIME: '2',
    },
    listening: /Started Application/,
  });

export const ACE: UnchangedApp = {
  start: startAce,
  leeway: 0,
  identity: 'jwt',
  pages: ['/details.html'],
};

/** A route with `@ContextJwt` takes tokens that are bound to no request. */
export const SPRING: UnchangedApp = { start: startSpring, leeway: 30, identity: 'context' };
