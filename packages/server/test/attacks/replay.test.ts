import { expect, it } from 'vitest';
import { createAuthbeat, type Authbeat, type AuthbeatRequest } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { startApp, type TestApp } from '../support/app.ts';

function nodeOf(app: TestApp, store: ReturnType<typeof memoryStore>): Authbeat {
  return createAuthbeat({
    appKey: 'issue-panel',
    baseUrl: app.baseUrl,
    sessionKeys: [app.sessionKey],
    store,
    now: () => app.clock.now(),
    leeway: 0,
  });
}

function request(method: string, url: string, authorization?: string): AuthbeatRequest {
  return {
    method,
    url,
    header: (name) => (name === 'authorization' ? authorization : undefined),
    body: async () => ({ state: 'aborted' }),
  };
}

it('a webhook and a ticket are accepted once, by whichever node', async () => {
  const store = memoryStore();
  const app = await startApp({ store });
  const site = await app.installedSite();
  const nodes = [app.authbeat, nodeOf(app, store), nodeOf(app, store)];
  const hook = `JWT ${site.bound('POST', '/hooks/issue')}`;
  const url = site.iframe('/foo.html');
  const recovered = await app.post('/authbeat/recovery', { subject_token: site.context(), url });
  const { url: ticketed } = (await recovered.json()) as { url: string };
  const admitted = async (verdicts: readonly Promise<{ admitted: boolean }>[]): Promise<number> =>
    (await Promise.all(verdicts)).filter((verdict) => verdict.admitted).length;
  expect(
    await admitted(nodes.map(async (node) => node.webhook()(request('POST', '/hooks/issue', hook)))),
  ).toBe(1);
  expect(await admitted(nodes.map(async (node) => node.page()(request('GET', ticketed))))).toBe(1);
});

it('no single-use token is admitted while the store cannot record it', async () => {
  const store = memoryStore();
  const app = await startApp({ store });
  const site = await app.installedSite();
  const hook = `JWT ${site.bound('POST', '/hooks/issue')}`;
  await app.signIn(site);
  await store.close();
  const verdict = await app.authbeat.webhook()(request('POST', '/hooks/issue', hook));
  expect(verdict).toMatchObject({ admitted: false, response: { status: 503 } });
});
