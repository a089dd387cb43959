import { expect, it } from 'vitest';
import { startApp } from '../support/app.ts';

const PATH = '/authbeat/client.js';
/** Of the client in development, for a page without the bridge. */
const EXPLANATION = 'The page does not load the host';

it('the client as one script has a door of its own, and is read only', async () => {
  const app = await startApp();
  const script = await app.get(PATH);
  expect([script.status, script.headers.get('content-type')]).toEqual([
    200,
    'text/javascript; charset=utf-8',
  ]);
  const text = await script.text();
  expect(text).toContain('createClient');
  expect(text).not.toContain(EXPLANATION);

  const refused = await app.post(PATH, {});
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  expect(app.events).toEqual([
    { type: 'answered', door: 'client-script' },
    { type: 'refused', door: 'client-script', code: 'method_not_allowed' },
  ]);
});

it('explains failures on the console of the page in development', async () => {
  const app = await startApp({ explain: true });
  expect(await (await app.get(PATH)).text()).toContain(EXPLANATION);
});
