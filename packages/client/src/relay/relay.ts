import { ClientError } from '../errors.ts';
import { createRenew } from '../session/renew.ts';
import { checkOrigin, listen } from './messages.ts';
import type { Source } from '../sources/source.ts';
import type { World } from '../world.ts';
import type { Message, Receiver } from './messages.ts';

export interface RelayOptions {
  /** The element with the nested page. No other frame gets a session. */
  readonly frame: { readonly contentWindow: Receiver | null };
  /** The origin of the nested page, such as `https://app.example.com`. No page of another origin gets a session. */
  readonly origin: string;
  /** Where sessions come from: `forge(…)`. */
  readonly source: Source;
  /** The address of Authbeat's endpoints, in full. Default: `/authbeat` at `origin`. */
  readonly mount?: string | URL;
}

/** `relay` of a given world. */
export const relayInWorld =
  (world: World) =>
  ({ frame, origin, source, mount = `${origin}/authbeat` }: RelayOptions): (() => void) => {
    checkOrigin(origin);
    const closed = new AbortController();
    const obtain = createRenew(world, source, new URL(mount).href.replace(/\/+$/, ''));
    let session: Promise<Omit<Message, 'authbeat'>> | undefined;

    /** Requests that come together share one session. */
    const share = async (): Promise<Omit<Message, 'authbeat'>> =>
      (session ??= obtain(undefined, closed.signal)
        .then((grant) => ({ grant }), refuse)
        .finally(() => {
          session = undefined;
        }));

    async function respond(request: Message): Promise<void> {
      const response = { ...(await share()), authbeat: request.authbeat };
      if (!closed.signal.aborted) frame.contentWindow?.postMessage(response, origin);
    }

    listen(
      world,
      { window: () => frame.contentWindow, origin },
      closed.signal,
      (request) => void respond(request),
    );
    return () => closed.abort();
  };

function refuse(error: unknown): Omit<Message, 'authbeat'> {
  const { code, data } = error instanceof ClientError ? error : new ClientError('unavailable');
  return { code, retryAfter: data.retryAfter };
}

/**
 * Gives sessions to a page that is nested in this one. A page of a Connect app that is kept as a frame inside a
 * Custom UI page has no bridge of its own: it uses `relayed()`. A request counts only if it comes from this frame
 * and this origin, and the session is sent to this origin only. Call `relay` before the frame loads.
 *
 * @returns a function that ends the relay
 * @throws ClientError `options_invalid` if `origin` is not an origin
 *
 * @example
 * ```ts
 * import { forge, relay } from '@authbeat/client';
 * import { requestRemote } from '@forge/bridge';
 *
 * const frame = document.createElement('iframe');
 * relay({ frame, origin: 'https://app.example.com', source: forge({ requestRemote, remoteKey: 'app' }) });
 * frame.src = 'https://app.example.com/panel.html';
 * document.body.append(frame);
 * ```
 */
export const relay: (options: RelayOptions) => () => void = /* @__PURE__ */ relayInWorld(globalThis);
