import { ClientError } from '../errors.ts';
import { extended } from '../sources/extended.ts';
import { within } from '../world.ts';
import { checkOrigin, listen } from './messages.ts';
import type { Source } from '../sources/source.ts';
import type { Message, Receiver } from './messages.ts';

export interface RelayedOptions {
  /** The origin of the page that this one is nested in, such as that of the app's Custom UI. */
  readonly shell: string;
  /** Seconds to wait for the shell. Default: 15. */
  readonly timeout?: number;
}

/**
 * Sessions for a page that is nested in another page of the app, which calls `relay()`. The request goes to the
 * parent of this page, and only if that is at the origin `shell`. A response from elsewhere does not count. While
 * the shell gives no session, the server's heartbeat extends it, as long as the server allows it.
 *
 * @throws ClientError `options_invalid` if `shell` is not an origin
 *
 * @example
 * ```ts
 * import { createClient, relayed } from '@authbeat/client';
 *
 * const client = createClient({ source: relayed({ shell: 'https://my-app.cdn.prod.atlassian-dev.net' }) });
 * ```
 */
export function relayed({ shell, timeout = 15 }: RelayedOptions): Source {
  checkOrigin(shell);
  let count = 0;
  return extended(`relayed ${shell}`, async (_renewal, world) => {
    if (world.parent === world) throw new ClientError('host_missing');
    const parent = world.parent as Receiver;
    const authbeat = (count += 1);
    const done = new AbortController();
    const response = new Promise<Message>((resolve) => {
      listen(world, { window: () => parent, origin: shell }, done.signal, (message) => {
        if (message.authbeat === authbeat) resolve(message);
      });
    });
    parent.postMessage({ authbeat }, shell);
    const {
      grant,
      code = 'unavailable',
      retryAfter,
    } = await within(world, timeout, 'host_silent', response).finally(() => done.abort());
    if (!grant) throw new ClientError(code, { ...(retryAfter !== undefined && { retryAfter }) });
    return grant;
  });
}
