import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, type Duplex } from 'node:stream';
import { UpstreamError } from '../errors.ts';
import { pairHeaders, type HeaderList } from './headers.ts';

/**
 * Streams a response of the upstream to the caller, with its trailers. When the upstream ends half-way, the caller's
 * connection ends as well, so that a part never passes for the whole.
 *
 * @param changes what the body passes through; none by default
 * @throws {UpstreamError} `upstream_invalid` when its head cannot be written
 */
export function relay(
  from: IncomingMessage,
  to: ServerResponse,
  headers: HeaderList,
  changes: readonly Duplex[] = [],
): void {
  if (to.destroyed) {
    from.destroy();
    return;
  }
  try {
    to.writeHead(from.statusCode ?? 502, from.statusMessage, [...headers]);
    // A stream of events may begin long before its first event. A body that is there already goes out together with it.
    const { socket } = to;
    socket?.cork();
    to.flushHeaders();
    setImmediate(() => socket?.uncork());
  } catch (cause) {
    from.destroy();
    throw new UpstreamError('upstream_invalid', { cause });
  }
  // This listener runs before the one that ends the response.
  from.once('end', () => {
    if (from.rawTrailers.length > 0) to.addTrailers(pairHeaders(from.rawTrailers));
  });
  if (changes.length === 0) pipe(from, to);
  else
    pipeline([from, ...changes, to], (error) => {
      if (error) to.destroy();
    });
}

/** What `pipeline` does, at half the cost: each of its runs makes an error with a stack, even when all is well. */
function pipe(from: IncomingMessage, to: ServerResponse): void {
  from.once('error', () => to.destroy());
  to.once('close', () => {
    if (!to.writableFinished) from.destroy();
  });
  from.pipe(to);
}
