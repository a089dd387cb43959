import type { LifecycleEvent } from '@authbeat/core';
import { memoryStore } from '../../src/stores/memory.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Site } from '../support/site.ts';

/** The operations of the OpenAPI document, by their id. */
export type Operation =
  | LifecycleEvent
  | 'exchange'
  | 'signOut'
  | 'heartbeat'
  | 'issueTicket'
  | 'recover'
  | 'readRecoveryScript'
  | 'readClientScript';

export const PATHS: Readonly<Record<Operation, readonly [method: string, path: string]>> = {
  exchange: ['POST', '/session'],
  signOut: ['DELETE', '/session'],
  heartbeat: ['POST', '/heartbeat'],
  issueTicket: ['POST', '/ticket'],
  recover: ['POST', '/recovery'],
  readRecoveryScript: ['GET', '/recovery.js'],
  readClientScript: ['GET', '/client.js'],
  installed: ['POST', '/installed'],
  uninstalled: ['POST', '/uninstalled'],
  enabled: ['POST', '/enabled'],
  disabled: ['POST', '/disabled'],
};

export interface Sent {
  readonly headers?: Record<string, string>;
  readonly form?: Record<string, string>;
  readonly body?: string;
}

export async function send(app: TestApp, operation: Operation, sent: Sent): Promise<Response> {
  const [method, path] = PATHS[operation];
  const body = sent.form ? new URLSearchParams(sent.form) : sent.body;
  return fetch(`${app.baseUrl}/authbeat${path}`, {
    method,
    headers: sent.headers ?? {},
    ...(body !== undefined && { body }),
  });
}

/** An app whose store has been lost after a session began. */
export async function brokenApp(): Promise<{ app: TestApp; session(): Promise<string> }> {
  const store = memoryStore();
  const app = await startApp({ store, staleWhileError: 0 });
  const site = await app.installedSite();
  const session = await app.signIn(site);
  await store.close();
  app.clock.pass(60);
  return { app, session: async () => session };
}

/** Lifecycle calls that get every kind of response. */
export function callLifecycle(
  app: TestApp,
  broken: TestApp,
  site: Site,
  event: LifecycleEvent,
): readonly (() => Promise<Response>)[] {
  const path = `/authbeat/${event}`;
  const byHost = event === 'enabled' || event === 'disabled';
  const now = Math.floor(app.clock.now() / 1000);
  const sign = async (origin: TestApp, claims: object = {}): Promise<string> => {
    const own = origin.site(site.clientKey);
    own.secret = site.secret;
    return byHost
      ? own.bound('POST', path, { claims: { ...claims } })
      : own.lifecycleToken(path, { ...claims });
  };
  const call = async (
    target: TestApp,
    { token, body, type = 'application/json' }: { token?: string; body?: string; type?: string } = {},
  ): Promise<Response> =>
    send(target, event, {
      headers: { authorization: `JWT ${token ?? (await sign(target))}`, 'content-type': type },
      body: body ?? JSON.stringify(site.lifecycleBody(event)),
    });
  return [
    async () => call(app),
    async () => call(app, { body: '[]' }),
    async () => call(app, { body: 'x'.repeat(70_000) }),
    async () => call(app, { type: 'text/plain' }),
    async () => call(app, { token: 'a.b.c' }),
    async () => call(app, { token: await sign(app, { iat: now - 600, exp: now - 60 }) }),
    async () => call(broken),
  ];
}
