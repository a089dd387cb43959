import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startApp } from '../support/app.ts';

describe('the recovery document', () => {
  it('allows its own style, its script and the bridge, and nothing else', async () => {
    const app = await startApp({ bridgeUrl: 'https://bridge.example/all.js' });
    const site = await app.installedSite();
    const url = site.iframe('/foo.html');
    app.clock.pass(600);
    const response = await app.get(url);
    const style = /<style>([^<]*)<\/style>/.exec(await response.text())?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(response.headers.get('content-security-policy')).toBe(
      [
        "default-src 'none'",
        "script-src 'self' https://bridge.example/all.js",
        `style-src 'sha256-${hash}'`,
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        `frame-ancestors ${site.url}`,
      ].join('; '),
    );
  });

  it('names its script by version, so that browsers may keep it', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const url = site.iframe('/foo.html');
    app.clock.pass(600);
    const [src = ''] = /\/authbeat\/recovery\.js\?v=[\w-]+/.exec(await (await app.get(url)).text()) ?? [];
    const script = await app.get(src);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(src).toContain((script.headers.get('etag') ?? '').replaceAll('"', ''));
    for (const other of ['/authbeat/recovery.js', '/authbeat/recovery.js?v=of-another-node'])
      expect((await app.get(other)).headers.get('cache-control')).toBe('no-store');
  });

  it('is tiny', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const url = site.iframe('/foo.html');
    app.clock.pass(600);
    const document = await (await app.get(url)).text();
    const script = await (await app.get('/authbeat/recovery.js')).text();
    expect(document.length).toBeLessThan(3_000);
    expect(script.length).toBeLessThan(8_000);
  });
});
