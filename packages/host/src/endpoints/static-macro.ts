import { readBounded } from '@authbeat/core';
import { contextOfAddress } from '../content/frame-context.ts';
import { refusal, text, type HostResponse } from '../http/response.ts';
import type { SiteRequest } from '../site/site-request.ts';

const PATH = /^\/host\/static-macro\/([\w.-]{1,80})\/([^/]{1,200})$/;
const APP_TIMEOUT_MS = 10_000;
const MAX_SIZE = 256 * 1024;

// Markup of an app has no scripts here, and loads nothing but images.
const POLICY = [
  "default-src 'none'",
  'img-src data: http: https:',
  "style-src 'unsafe-inline'",
  "frame-ancestors 'self'",
].join('; ');

/** Fetches the markup of a static macro from its app, as Confluence does, and serves it as a document. */
export async function serveStaticMacro({ runtime, site, url }: SiteRequest): Promise<HostResponse> {
  const [, appKey = '', encodedKey = ''] = PATH.exec(url.pathname) ?? [];
  const installation = site.installation(appKey);
  const module = installation?.modules.find(
    ({ key, type }) => type === 'staticContentMacros' && encodeURIComponent(key) === encodedKey,
  );
  if (installation?.state !== 'enabled' || !module)
    return refusal(404, 'app_unknown', 'There is no such macro.');
  const source = installation.moduleUrl(module.key, contextOfAddress(url.searchParams) ?? {});
  try {
    const response = await fetch(source, {
      redirect: 'manual',
      signal: AbortSignal.any([runtime.closing, AbortSignal.timeout(APP_TIMEOUT_MS)]),
    });
    const { bytes } = await readBounded(response.body ?? [], MAX_SIZE);
    return response.ok
      ? document(bytes.toString('utf8'))
      : document(`<p>The app responded to the request for this macro with ${response.status}.</p>`);
  } catch {
    return document('<p>The app does not respond to the request for this macro.</p>');
  }
}

/** In the colours of the page around it. */
function document(body: string): HostResponse {
  const style = 'font: 14px/1.5 system-ui, sans-serif; margin: 12px 16px';
  const page = text(
    `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark"><title>Macro</title><body style="${style}">${body}`,
    200,
    'text/html; charset=utf-8',
  );
  return { ...page, headers: { ...page.headers, 'content-security-policy': POLICY } };
}
