import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { insertTag } from '../src/injection/insert.ts';
import { permitScript } from '../src/injection/policy.ts';
import { startGateway } from './support/start.ts';

const ORIGIN = 'https://app.example.com';

async function insert(document: string, size = document.length): Promise<string> {
  const chunks = document.match(new RegExp(`[^]{1,${Math.max(size, 1)}}`, 'g')) ?? [];
  return text(Readable.from(chunks.map((chunk) => Buffer.from(chunk))).pipe(insertTag('<TAG>')));
}

describe('the tag', () => {
  it.each([
    [
      '<!doctype html><html><head><meta charset="utf-8">',
      '<!doctype html><html><head><TAG><meta charset="utf-8">',
    ],
    ['<HTML><HEAD lang="en">x', '<HTML><HEAD lang="en"><TAG>x'],
    ['<!-- <head> --><head>x', '<!-- <head> --><head><TAG>x'],
    ['<!doctype html><title>x', '<!doctype html><TAG><title>x'],
    ['<header>x', '<TAG><header>x'],
    ['plain ä', 'plain ä<TAG>'],
    ['', '<TAG>'],
  ])('goes into %s', async (document, expected) => {
    // One byte at a time, too: no chunk boundary hides the head.
    expect(await insert(document)).toBe(expected);
    expect(await insert(document, 1)).toBe(expected);
  });

  it('follows the doctype of a document whose head does not begin within 64 KB', async () => {
    const document = `<!doctype html>${'x'.repeat(70_000)}<head>`;
    expect(await insert(document, 1000)).toBe(document.replace('html>', 'html><TAG>'));
  });
});

describe('a content security policy', () => {
  it.each([
    [[], {}],
    [["default-src 'self'"], {}],
    [["script-src https://app.example.com 'unsafe-inline'"], {}],
    [["script-src 'nonce-abc' 'strict-dynamic'"], { nonce: 'abc' }],
    [["script-src 'self'; script-src 'none'"], {}],
    [["script-src 'self' 'strict-dynamic'"], undefined],
    [["script-src 'none'"], undefined],
    [['script-src https://cdn.example.com'], undefined],
    [["script-src 'self'; connect-src https://api.example.com"], undefined],
    [["script-src 'self'", "default-src 'none'"], undefined],
    [["script-src 'nonce-a'", "script-src 'nonce-b'"], undefined],
    [["script-src 'self', script-src 'none'"], undefined],
    [['frame-ancestors https://example.atlassian.net'], {}],
  ])('%j permits %j', (policies, permission) => {
    expect(permitScript(policies, ORIGIN)).toEqual(permission);
  });
});

const DOCUMENT = '<!doctype html><html><head><title>Foo</title></head><body>ä</body></html>';

/** A guarded page behind a gateway that injects, with these headers and bytes. */
async function openPage(respond: RequestListener, url = '/foo.html') {
  const warnings: object[] = [];
  const logger = {
    info: () => undefined,
    warn: (data: object) => void warnings.push(data),
    error: () => undefined,
  };
  const started = await startGateway({ inject: true, apis: [{ path: '/api/*' }], respond, logger });
  const site = await started.installedSite();
  const headers = { 'if-none-match': '"a"', range: 'bytes=0-1', 'accept-encoding': 'gzip' };
  const response = await started.get(site.iframe(url), headers);
  return { ...started, response, body: await response.text(), warnings };
}

describe('a guarded page', () => {
  it.each([
    ['identity', (body: string) => body],
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('gets the script, with %s encoding', async (encoding, encode) => {
    let asked: unknown;
    const { response, body, get } = await openPage((request, out) => {
      asked = [request.headers['accept-encoding'], request.headers['if-none-match'], request.headers.range];
      const identity = encoding === 'identity' ? {} : { 'content-encoding': encoding };
      const headers = { 'content-type': 'text/html; charset=utf-8', etag: '"a"', ...identity };
      out.writeHead(200, headers).end(encode(DOCUMENT));
    });
    const [, src = ''] =
      /<head><script src="([^"]+)" data-paths="\/api\/\*"><\/script><title>/.exec(body) ?? [];
    expect(src).toMatch(/^\/authbeat\/inject\.js\?v=/);
    expect(body.replace(/<script.*?<\/script>/, '')).toBe(DOCUMENT);
    expect([response.headers.get('etag'), response.headers.get('content-length')]).toEqual([null, null]);
    expect(asked).toEqual(['identity', undefined, undefined]);
    const script = await get(src);
    expect([script.status, script.headers.get('content-type')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ]);
  });

  it('keeps its policy, and gets no script that the policy forbids', async () => {
    const policy = "default-src 'none'";
    const { response, body, warnings } = await openPage((_request, out) => {
      out.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end(DOCUMENT);
    });
    expect([body, response.headers.get('content-security-policy')]).toEqual([DOCUMENT, policy]);
    expect(warnings).toContainEqual({ reason: 'policy' });
  });

  it.each([
    ['is no HTML', 200, 'application/json'],
    ['is an error', 500, 'text/html'],
  ])('stays as it is when it %s', async (_what, status, type) => {
    const { body } = await openPage((_request, out) =>
      out.writeHead(status, { 'content-type': type }).end('<head>'),
    );
    expect(body).toBe('<head>');
  });
});
