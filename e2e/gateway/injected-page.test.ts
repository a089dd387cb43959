import { expect, onTestFinished, test } from 'vitest';
import { startGateway } from '../../packages/gateway/test/support/start.ts';
import { launchBrowser } from '../harness/browser.ts';

/** A page as its app wrote it: every call carries the token that the page was opened with. */
const PAGE = `<!doctype html><html lang="en"><head><title>Page</title><script>
const stale = 'JWT ' + new URLSearchParams(location.search).get('jwt');
window.calls = {
  async fetch() {
    const response = await fetch('/api/me?x=1', { headers: { Authorization: stale } });
    return response.status + ' ' + await response.text();
  },
  async request() {
    const init = { method: 'POST', body: 'a body', headers: { Authorization: stale, 'X-acpt': 'old' } };
    const response = await fetch(new Request('/api/echo', init));
    return response.status + ' ' + await response.text();
  },
  xhr: () => new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    const seen = [];
    xhr.onreadystatechange = () => seen.push(xhr.readyState);
    xhr.onload = () => resolve(xhr.status + ' ' + xhr.responseText + ' ' + seen.includes(4));
    xhr.open('POST', '/api/echo?jwt=' + stale.slice(4));
    xhr.setRequestHeader('Authorization', stale);
    xhr.setRequestHeader('X-Own', 'kept');
    xhr.send('a body');
  }),
  async elsewhere() {
    const response = await fetch('/other', { headers: { Authorization: stale } });
    return response.status + ' ' + await response.text();
  },
};
</script></head><body>Page</body></html>`;

test('an unchanged page keeps calling its APIs after its token has died, by fetch and by XMLHttpRequest', async () => {
  const received: string[] = [];
  const { app, baseUrl, clock, installedSite } = await startGateway({
    inject: true,
    apis: [{ path: '/api/*' }],
    respond(request, response) {
      const { url = '', headers } = request;
      if (url.startsWith('/foo.html'))
        return void response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
      if (!url.startsWith('/api/echo')) return app.listener(request, response);
      received.push([url, headers['x-own'], headers['x-acpt']].join(' '));
      return void request.pipe(response);
    },
  });
  const site = await installedSite();
  const browser = await launchBrowser();
  onTestFinished(async () => browser.close());
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.exposeFunction('mintToken', () => site.context());
  // The host's own bridge runs in the tests with unmodified apps; here its tokens have to follow a clock that is moved.
  await page.addInitScript('window.AP = { context: { getToken: () => window.mintToken() } }');
  await page.goto(baseUrl + site.iframe('/foo.html'));
  const call = async (name: string): Promise<unknown> => page.evaluate(`window.calls.${name}()`);

  for (let life = 0; life < 3; life += 1) {
    expect(await call('fetch')).toBe('200 hello alice');
    expect(await call('request')).toBe('200 a body');
    expect(await call('xhr')).toBe('200 a body true');
    // The browser does not know that the session has ended: the first call of each life is refused and repeated.
    clock.pass(1000);
  }
  // The repeated XMLHttpRequest, alone.
  expect(await call('xhr')).toBe('200 a body true');
  expect(await call('elsewhere')).toBe('401 refused by the app');
  expect(new Set(received)).toEqual(new Set(['/api/echo  ', '/api/echo kept ']));
  expect(errors).toEqual([]);
});
