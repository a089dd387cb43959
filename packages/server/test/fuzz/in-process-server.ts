import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { createAuthbeat, type AuthbeatRequest, type Guard } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { APP_KEY } from '../support/app.ts';
import { createClock, type TestClock } from '../support/clock.ts';
import type { Presenter, Wire } from '../support/door-table.ts';
import { FORGE_APP } from '../support/forge-site.ts';
import { createForge } from '../support/forge.ts';
import { startKeyServer } from '../support/key-server.ts';
import { Prover } from '../support/prover.ts';
import { Site } from '../support/site.ts';

/** Every door of a server in this process, without sockets. */
export interface InProcessServer {
  readonly presenter: Omit<Presenter, 'app'>;
  readonly clock: TestClock;
  /** Presents a request at a door. Is it admitted? */
  present(door: string, wire: Wire): Promise<boolean>;
  /** Lets time pass, so that what expires is swept, and fetches the nonce of that time. */
  passTime(): Promise<void>;
  close(): Promise<void>;
}

const BASE_URL = 'https://app.example.com';
/** Longer than a nonce is accepted without a new one, and shorter than all other lifetimes. */
const STEP = 30;

export async function startInProcessServer(): Promise<InProcessServer> {
  const clock = createClock();
  const keyServer = await startKeyServer();
  const sessionKey = generateKeyPairSync('ed25519')
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString();
  const now = (): number => clock.now();
  const authbeat = createAuthbeat({
    appKey: APP_KEY,
    baseUrl: BASE_URL,
    sessionKeys: [sessionKey],
    store: memoryStore({ now }),
    installKeyServers: [keyServer.origin],
    senderConstrained: 'optional',
    linkTokens: true,
    forge: { appId: FORGE_APP, jwksUrl: keyServer.jwksUrl },
    // All attempts are of one account, and a limit would refuse the good ones.
    limits: false,
    leeway: 0,
    now,
  });
  await authbeat.open();
  const api = authbeat.api();
  const guards = new Map<string, Guard>([
    ['page', authbeat.page()],
    ['api read', api],
    ['api write', api],
    ['api context', authbeat.api({ accept: ['session', 'context'] })],
    ['webhook', authbeat.webhook()],
    ['remote', authbeat.remote()],
  ]);

  /** The status of an endpoint and its headers; 404 where the request is not for Authbeat. */
  const handle = async (
    wire: Wire,
  ): Promise<{ status: number; headers: Readonly<Record<string, string>>; body: string }> => {
    return (await authbeat.handle(toRequest(wire))) ?? { status: 404, headers: {}, body: '' };
  };

  const install = async (clientKey: string): Promise<Site> => {
    const site = new Site({ clientKey, appKey: APP_KEY, baseUrl: BASE_URL, clock, signingKey: keyServer });
    const url = '/authbeat/installed';
    const { status } = await handle({
      method: 'POST',
      url,
      headers: {
        authorization: `JWT ${await site.lifecycleToken(url)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(site.lifecycleBody('installed')),
    });
    if (status !== 204) throw new Error(`installed: ${status}`);
    return site;
  };
  const site = await install('tenant-a');
  const stranger = await install('tenant-b');

  const app = {
    sessionKey,
    clock,
    keyServer,
    baseUrl: BASE_URL,
    async post(url: string, form: Record<string, string>, headers: Record<string, string> = {}) {
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const body = new URLSearchParams(form).toString();
      const response = await handle({ method: 'POST', url, headers: { ...type, ...headers }, body });
      return new Response(response.body, response);
    },
  };
  const prover = await Prover.create(app);
  await prover.signIn(site);
  const thumbprint = await calculateJwkThumbprint(prover.jwk);

  return {
    clock,
    presenter: { site, prover, forge: createForge(app, site, stranger, thumbprint) },
    async present(door, wire) {
      const guard = guards.get(door);
      if (guard) return (await guard(toRequest(wire))).admitted;
      return (await handle(wire)).status < 400;
    },
    async passTime() {
      clock.pass(STEP);
      await prover.signIn(site);
    },
    async close() {
      await authbeat.close();
      await keyServer.close();
    },
  };
}

function toRequest({ method, url, headers, body }: Wire): AuthbeatRequest {
  return {
    method,
    url,
    header: (name) => (Object.hasOwn(headers, name) ? headers[name] : undefined),
    body: async () => ({ state: 'raw', bytes: Buffer.from(body) }),
  };
}
