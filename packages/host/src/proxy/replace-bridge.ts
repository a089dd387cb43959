import type { IncomingMessage } from 'node:http';
import { Transform, type Duplex, type TransformCallback } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { filterHeaders, type HeaderList } from '@authbeat/gateway/proxy';

/** Atlassian's CDN, from which pages load the bridge. */
const CDN = 'https://connect-cdn.atl-paas.net';
const NEEDLE = `${CDN}/all.js`;

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
 * Lets pages that name Atlassian's `all.js` load the bridge of this host, also without the internet: puts its address
 * into HTML, and its origin beside that of Atlassian's CDN in policies. Everything else stays as it is.
 */
export function replaceBridge(
  response: IncomingMessage,
  headers: HeaderList,
  method: string | undefined,
  bridgeUrl: string,
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
        ? text.replaceAll(CDN, `${CDN} ${new URL(bridgeUrl).origin}`)
        : text,
    ),
    changes: [...(decoder ? [decoder()] : []), replaceText(NEEDLE, bridgeUrl)],
  };
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
