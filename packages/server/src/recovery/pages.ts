import { createHash } from 'node:crypto';
import { ENDPOINT_PATHS, escapeHtml } from '@authbeat/core';
import type { Refusal } from '../errors.ts';
import { htmlResponse, refusalHeaders } from '../http/responses.ts';
import type { Settings } from '../options.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { AuthbeatResponse } from '../response.ts';
import { RECOVERY_SCRIPT } from './script.ts';

/** The responses of the page guard. They contain no data of the app or of the request. */
export interface Pages {
  /** The recovery document. Only this tenant's site may frame it. */
  recovery(tenant: Tenant, startsByItself: boolean): AuthbeatResponse;
  /** A static page without a script. */
  refusal(refusal: Refusal): AuthbeatResponse;
  /** The recovery document's script. Browsers keep it only under the URL of its version. */
  script(url: string): AuthbeatResponse;
}

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.43 system-ui, sans-serif; }
body { margin: 0 !important; min-height: 100vh; display: grid; place-items: center;
  color: #172b4d; background: #ffffff; }
main { padding: 16px; max-width: 36em; text-align: center; }
p { margin: 0 0 12px; }
[hidden] { display: none !important; }
#working { color: #44546f; animation: appear 0.2s 0.6s backwards; }
#working::before { content: ''; display: block; width: 20px; height: 20px; margin: 0 auto 8px;
  border: 2px solid currentColor; border-right-color: transparent; border-radius: 50%;
  animation: turn 1s linear infinite; }
button { font: inherit; min-height: 32px; padding: 4px 12px; border: 0; border-radius: 3px;
  color: #ffffff; background: #0c66e4; cursor: pointer; }
button:focus-visible { outline: 2px solid #388bff; outline-offset: 2px; }
@keyframes turn { to { transform: rotate(1turn); } }
@keyframes appear { from { opacity: 0; } }
@media (prefers-reduced-motion: reduce) { #working::before { animation: none; } }
@media (prefers-color-scheme: dark) {
  body { color: #c7d1db; background: #1d2125; }
  #working { color: #9fadbc; }
  button { color: #1d2125; background: #579dff; }
}
`;

const HEAD = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">`;

/** The sentences of the static page. They reveal only whether trying again later can help. */
const SENTENCES = {
  refused: 'This page cannot be shown. Open it from Jira or Confluence, or reload the whole page there.',
  unavailable: 'This app cannot be reached right now. Reload the page in a moment.',
};

export function createPages({ baseUrl, mount, bridgeUrl, recovery }: Settings): Pages {
  const version = digest('base64url', RECOVERY_SCRIPT).slice(0, 16);
  const scriptUrl = `${new URL(baseUrl).pathname.replace(/\/+$/, '')}${mount}${ENDPOINT_PATHS.recoveryScript}?v=${version}`;
  const styleSource = `'sha256-${digest('base64', STYLE)}'`;
  const timeoutMs = (recovery?.bridgeTimeout ?? 0) * 1000;
  const documents = {
    auto: recoveryDocument({ scriptUrl, bridgeUrl, timeoutMs, start: 'auto' }),
    manual: recoveryDocument({ scriptUrl, bridgeUrl, timeoutMs, start: 'manual' }),
  };

  return {
    recovery: (tenant, startsByItself) =>
      htmlResponse(401, documents[startsByItself ? 'auto' : 'manual'], {
        'www-authenticate': 'Bearer realm="authbeat"',
        'content-security-policy': [
          `default-src 'none'; script-src 'self' ${bridgeUrl}; style-src ${styleSource}; connect-src 'self'`,
          `base-uri 'none'; form-action 'none'; frame-ancestors ${tenant.origins.join(' ')}`,
        ].join('; '),
      }),
    refusal: (refusal) =>
      htmlResponse(refusal.status, staticDocument(refusal.status === 503 ? 'unavailable' : 'refused'), {
        'content-security-policy': `default-src 'none'; style-src ${styleSource}; base-uri 'none'; form-action 'none'`,
        ...refusalHeaders(refusal),
      }),
    script: (url) => ({
      status: 200,
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        // While an app is being updated, a node may be asked for the script of another version.
        'cache-control': url.endsWith(`?v=${version}`) ? 'public, max-age=31536000, immutable' : 'no-store',
        etag: `"${version}"`,
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      },
      body: RECOVERY_SCRIPT,
    }),
  };
}

interface RecoveryDocument {
  readonly scriptUrl: string;
  readonly bridgeUrl: string;
  /** Milliseconds. */
  readonly timeoutMs: number;
  /** Whether the script starts by itself, or at a click. */
  readonly start: 'auto' | 'manual';
}

function recoveryDocument({ scriptUrl, bridgeUrl, timeoutMs, start }: RecoveryDocument): string {
  return `${HEAD}
<title>Signing in again</title>
<style>${STYLE}</style>
<script id="ac-iframe-options" src="${escapeHtml(bridgeUrl)}" data-options="resize:false;margin:false" async></script>
<script src="${escapeHtml(scriptUrl)}" data-timeout="${timeoutMs}" data-start="${start}" defer></script>
</head>
<body>
<main>
<p id="working" role="status">Signing in again…</p>
<p id="problem" role="alert"></p>
<button id="retry" type="button" hidden>Try again</button>
<noscript><p>This page needs JavaScript.</p></noscript>
</main>
</body>
</html>
`;
}

function staticDocument(sentence: keyof typeof SENTENCES): string {
  return `${HEAD}
<title>This page cannot be shown</title>
<style>${STYLE}</style>
</head>
<body>
<main><p>${SENTENCES[sentence]}</p></main>
</body>
</html>
`;
}

function digest(encoding: 'base64' | 'base64url', text: string): string {
  return createHash('sha256').update(text).digest(encoding);
}
