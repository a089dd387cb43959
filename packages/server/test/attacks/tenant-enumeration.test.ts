import { expect, it } from 'vitest';
import { exchangeForm, startApp, type TestApp } from '../support/app.ts';
import type { Site } from '../support/site.ts';

/** Everything in a response but its date. */
async function contentOf(response: Response): Promise<object> {
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'));
  return { status: response.status, headers, body: await response.text() };
}

const WRONG = 'x'.repeat(64);

it.each<[string, (app: TestApp, site: Site) => Promise<Response>]>([
  ['a page', async (app, site) => app.get(site.iframe('/foo.html', { secret: WRONG }))],
  [
    'an API',
    async (app, site) => app.get('/ace/me', { authorization: `JWT ${site.context({ secret: WRONG })}` }),
  ],
  [
    'the exchange',
    async (app, site) => app.post('/authbeat/session', exchangeForm(site.context({ secret: WRONG }))),
  ],
  [
    'a webhook',
    async (app, site) =>
      fetch(`${app.baseUrl}/hooks/issue`, {
        method: 'POST',
        headers: { authorization: `JWT ${site.bound('POST', '/hooks/issue', { secret: WRONG })}` },
      }),
  ],
  [
    'a lifecycle call',
    async (_app, site) => {
      site.secret = WRONG;
      return site.call('enabled');
    },
  ],
])(
  '%s says the same of a known tenant, an unknown one and one that has uninstalled',
  async (_name, knock) => {
    const app = await startApp();
    const [known, gone] = [await app.installedSite('known-1'), await app.installedSite('known-2')];
    app.clock.pass(1);
    await gone.call('uninstalled');
    const responses = await Promise.all(
      [known, app.site('never-installed'), gone].map(async (site) => contentOf(await knock(app, site))),
    );
    const refusals = app.events.filter(({ type }) => type === 'refused');
    expect(refusals).toHaveLength(3);
    // The `reason` is for the operator. What the caller gets has the same code for all.
    expect(new Set(refusals.map((event) => event.type === 'refused' && event.code)).size).toBe(1);
    expect(responses[1]).toEqual(responses[0]);
    expect(responses[2]).toEqual(responses[0]);
  },
);

it('a wrong signature and an unknown tenant cost the same signature check', async () => {
  const app = await startApp();
  const known = await app.installedSite();
  const unknown = app.site('never-installed');
  const time = async (site: Site): Promise<number> => {
    const token = site.context({ secret: WRONG });
    const begun = performance.now();
    await app.authbeat.handle({
      method: 'POST',
      url: '/authbeat/session',
      header: (name) => (name === 'content-type' ? 'application/x-www-form-urlencoded' : undefined),
      body: async () => ({ state: 'parsed', value: exchangeForm(token) }),
    });
    return performance.now() - begun;
  };
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
  for (let round = 0; round < 400; round += 1) {
    times.known.push(await time(known));
    times.unknown.push(await time(unknown));
  }
  const median = (all: number[]): number => all.toSorted((a, b) => a - b)[all.length / 2] ?? 0;
  const ratio = median(times.known) / median(times.unknown);
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(2);
});
