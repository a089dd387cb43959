import type { IncomingMessage } from 'node:http';
import { Transform, type Duplex, type TransformCallback } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { filterHeaders, type HeaderList } from '@authbeat/gateway/proxy';
import { BRIDGE_PATH, CSS_RESET_PATH } from '../http/assets.ts';

/** Files that Atlassian's documentation tells pages of apps to load, and where this host serves the same. */
const COPIES = [
  { url: 'https://connect-cdn.atl-paas.net/all.js', path: BRIDGE_PATH },
  // This version: another one looks different.
  { url: 'https://unpkg.com/@atlaskit/css-reset@2.0.0/dist/bundle.css', path: CSS_RESET_PATH },
] as const;

const DECODERS: Readonly<Record<string, (() => Duplex) | undefined>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
/** Headers about the bytes of a body that is changed. */
const ABOUT_BYTES = new Set(['accept-ranges', 'content-encoding', 'content-length']);

/** How a response is changed. */
interface Change {
  readonly headers: HeaderList;
  readonly changes: readonly Duplex[];
}

/**
 * Lets pages load Atlassian's `all.js` and CSS reset from this host, also without the internet: puts the addresses of
 * its copies into HTML, and its origin beside those of the originals in policies. Everything else stays as it is.
 *
 * @param origin of this host
 */
export function useLocalCopies(
  response: IncomingMessage,
  headers: HeaderList,
  method: string | undefined,
  origin: string,
): Change {
  const { statusCode = 0, headers: own } = response;
  const encoding = (own['content-encoding'] ?? 'identity').trim().toLowerCase();
  const decoder = DECODERS[encoding];
  const isWhole = method !== 'HEAD' && statusCode >= 200 && ![204, 206, 304].includes(statusCode);
  const isReadable = decoder !== undefined || encoding === 'identity';
  if (!isWhole || !isReadable || !/^text\/html\b/i.test(own['content-type'] ?? ''))
    return { headers, changes: [] };
  const kept = filterHeaders(headers, (name) => !ABOUT_BYTES.has(name.toLowerCase()));
  return {
    headers: kept.map((text, index) =>
      index % 2 === 1 && /^content-security-policy/i.test(kept[index - 1] ?? '')
        ? allowOrigin(text, origin)
        : text,
    ),
    changes: [
      ...(decoder ? [decoder()] : []),
      ...COPIES.map(({ url, path }) => replaceText(url, origin + path)),
    ],
  };
}

/** Adds an origin to a policy behind each source that names the host of an original, with or without a path. */
function allowOrigin(policy: string, origin: string): string {
  const hosts = new Set<string>(COPIES.map(({ url }) => new URL(url).host));
  return policy.replace(/[^\s;,]+/g, (source) => {
    const [host = ''] = source.replace(/^https:\/\//, '').split('/');
    return hosts.has(host) ? `${source} ${origin}` : source;
  });
}

/** Replaces a text in a stream. Only what may be its beginning is held back. */
function replaceText(needle: string, replacement: string): Transform {
  let held = '';
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      // Each byte is one character: both texts are ASCII.
      const text = (held + chunk.toString('latin1')).replaceAll(needle, replacement);
      const length = beginningAtEnd(text, needle);
      held = text.slice(text.length - length);
      done(null, Buffer.from(text.slice(0, text.length - length), 'latin1'));
    },
    flush(done: TransformCallback) {
      done(null, Buffer.from(held, 'latin1'));
    },
  });
}

/** The length of the longest end of a text with which the needle begins. */
function beginningAtEnd(text: string, needle: string): number {
  for (let length = Math.min(needle.length - 1, text.length); length > 0; length -= 1)
    if (text.endsWith(needle.slice(0, length))) return length;
  return 0;
}
