import { expect, onTestFinished, test } from 'vitest';
import { readClientScript } from '../../packages/server/src/client-script.ts';
import { launchBrowser } from '../harness/browser.ts';

const APP = 'http://app.example';
const EVIL = 'http://evil.example';
const TOKEN = `e30.${btoa(JSON.stringify({ iss: 'tenant', sub: 'account', exp: 4_000_000_000 }))}.x`;

/** What the host's frame and an attacker's injected element put into the page, and the app's own script. */
const PAGE = `<!doctype html><html lang="en"><head><title>Page</title><base href="${EVIL}/"></head><body>
<script src="${APP}/bridge.js"></script>
<script src="${APP}/authbeat.js" data-authbeat-mount="/app/authbeat"></script>
<script src="${APP}/page.js"></script>
<authbeat-reconnect></authbeat-reconnect></body></html>`;

const FILES: Record<string, () => Promise<string> | string> = {
  '/bridge.js': () => `window.AP = { context: { getToken: async () => '${TOKEN}' } };`,
  '/authbeat.js': async () => readClientScript(),
  '/page.js': () => `
    const client = authbeat.createClient();
    authbeat.defineReconnect(client);
    client.ready.then(() => client.fetch('${APP}/api')).then((response) => response.json())
      .then(({ name }) => { document.body.dataset.name = name; });
    client.ready.then(() => client.fetch('api')).catch(() => {}).then(() => { document.body.dataset.done = 'yes'; });`,
};

test('a page without a bundler has a session from one script, and an injected <base> gets no token', async () => {
  const browser = await launchBrowser();
  onTestFinished(async () => browser.close());
  const page = await browser.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.route('**/*', async (route) => {
    const request = route.request();
    const url = new URL(request.url());
    const file = FILES[url.pathname];
    const secret = (request.headers()['authorization'] ?? '') + (request.postData() ?? '');
    if (file === undefined)
      requests.push(`${request.method()} ${url.href} ${secret === '' ? 'bare' : 'token'}`);
    if (url.origin === EVIL) return route.abort();
    if (file !== undefined) return route.fulfill({ contentType: 'text/javascript', body: await file() });
    if (url.pathname === '/page') return route.fulfill({ contentType: 'text/html', body: PAGE });
    return route.fulfill({ json: { access_token: 'session', expires_in: 900, name: 'Ada' } });
  });
  await page.goto(`${APP}/page`);
  await page.waitForSelector('body[data-name=Ada][data-done=yes]', { state: 'attached' });
  expect(requests.toSorted()).toEqual([
    `GET ${APP}/api token`,
    `GET ${APP}/page bare`,
    `GET ${EVIL}/api bare`,
    `POST ${APP}/app/authbeat/session token`,
  ]);
  expect(errors).toEqual([]);
  expect(await page.evaluate(() => customElements.get('authbeat-reconnect') !== undefined)).toBe(true);
});
