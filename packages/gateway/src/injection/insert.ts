import { Transform, type TransformCallback } from 'node:stream';

/** How much of a document is searched for its head, in bytes. Without one, the tag follows the doctype. */
const SEARCH_LIMIT = 65_536;

/**
 * Inserts a tag at the begin of a document's head, so that it comes before every script and `<meta>` of the page. Only
 * what precedes the head is held back; everything else streams through.
 */
export function insertTag(tag: string): Transform {
  let held: Buffer | undefined = Buffer.alloc(0);
  const release = (stream: Transform, isLast: boolean): void => {
    if (!held) return;
    // Each byte is one character: the markup that is looked for is ASCII in every charset that pages use.
    const text = held.toString('latin1');
    const position = findHead(text) ?? (isLast || text.length > SEARCH_LIMIT ? findStart(text) : undefined);
    if (position === undefined) return;
    stream.push(held.subarray(0, position));
    stream.push(tag, 'utf8');
    stream.push(held.subarray(position));
    held = undefined;
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      if (!held) return done(null, chunk);
      held = Buffer.concat([held, chunk]);
      release(this, false);
      return done();
    },
    flush(done: TransformCallback) {
      release(this, true);
      done();
    },
  });
}

/** The end of the tag `<head>`, outside of comments. */
function findHead(text: string): number | undefined {
  for (const { 0: found, index } of text.matchAll(/<!--[^]*?(?:-->|$)|<head(?:\s[^>]*)?>/gi))
    if (!found.startsWith('<!--')) return index + found.length;
  return undefined;
}

function findStart(text: string): number {
  const [start = ''] =
    /^[^<]*(?:<!--[^]*?-->\s*)*(?:<!doctype[^>]*>)?\s*(?:<html(?:\s[^>]*)?>)?/i.exec(text) ?? [];
  return start.length;
}
