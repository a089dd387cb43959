import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { escapeHtml } from '@authbeat/core';
import { filterHeaders, type HeaderList } from '../proxy/headers.ts';
import { insertTag } from './insert.ts';
import { permitScript } from './policy.ts';
import { INJECTED_SCRIPT } from './script.ts';

/** The version in the script's URL: browsers keep the script for as long as it is the same. */
const VERSION = createHash('sha256').update(INJECTED_SCRIPT).digest('base64url').slice(0, 16);

/** What is injected, and where. */
export interface InjectOptions {
  /** Where Authbeat's own endpoints are. */
  readonly mountPath: string;
  readonly baseUrl: string;
  /** The paths of guarded APIs. */
  readonly paths: readonly string[];
  /** Reports a page that cannot get the script. */
  readonly onSkipped: (reason: SkipReason) => void;
}

/** Why a page did not get the script. */
export type SkipReason = 'policy' | 'encoding';

/** How a response is changed. */
export interface Change {
  readonly headers: HeaderList;
  readonly changes: readonly Duplex[];
}

const DECODERS: Readonly<Record<string, (() => Duplex) | undefined>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Headers about the bytes of a body that is changed. */
const ABOUT_BYTES = new Set([
  'accept-ranges',
  'content-digest',
  'content-encoding',
  'content-length',
  'content-md5',
  'digest',
  'etag',
  'last-modified',
  'repr-digest',
]);
/** Headers that ask for a part of a page, or for none if it is the same. */
const CONDITIONAL = new Set([
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
]);

/** The headers of a request for a page that gets the script: for the whole page, and without compression. */
export function requestWholePage(headers: HeaderList): HeaderList {
  const kept = filterHeaders(
    headers,
    (name) => !CONDITIONAL.has(name.toLowerCase()) && !/^accept-encoding$/i.test(name),
  );
  return [...kept, 'accept-encoding', 'identity'];
}

/** How to put the script into a response; `undefined` for one that stays as it is. */
export function injectScript(
  response: IncomingMessage,
  headers: HeaderList,
  options: InjectOptions,
): Change | undefined {
  const { statusCode = 0, headers: own } = response;
  const isPage = statusCode >= 200 && statusCode < 300 && statusCode !== 206 && statusCode !== 204;
  if (!isPage || !/^text\/html\b/i.test(own['content-type'] ?? '')) return undefined;
  const permission = permitScript(
    valuesOf(headers, 'content-security-policy'),
    new URL(options.baseUrl).origin,
  );
  if (!permission) return skip('policy', options);
  const encoding = (own['content-encoding'] ?? 'identity').trim().toLowerCase();
  const decoder = DECODERS[encoding];
  if ((!decoder && encoding !== 'identity') || /charset=["']?utf-?(?:16|32)/i.test(own['content-type'] ?? ''))
    return skip('encoding', options);
  return {
    headers: filterHeaders(headers, (name) => !ABOUT_BYTES.has(name.toLowerCase())),
    changes: [...(decoder ? [decoder()] : []), insertTag(tagOf(permission.nonce, options))],
  };
}

/** The script itself. */
export function injectedScript() {
  return {
    status: 200,
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      // The URL contains the version.
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    },
    body: INJECTED_SCRIPT,
  };
}

function tagOf(nonce: string | undefined, { mountPath, paths }: InjectOptions): string {
  const attributes = {
    src: `${mountPath}/inject.js?v=${VERSION}`,
    'data-paths': paths.join(' '),
    ...(nonce !== undefined && { nonce }),
  };
  const text = Object.entries(attributes).map(([name, value]) => `${name}="${escapeHtml(value)}"`);
  return `<script ${text.join(' ')}></script>`;
}

function skip(reason: SkipReason, { onSkipped }: InjectOptions): undefined {
  onSkipped(reason);
}

function valuesOf(headers: HeaderList, wanted: string): readonly string[] {
  return headers.filter((_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === wanted);
}
