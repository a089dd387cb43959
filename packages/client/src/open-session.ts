import { ClientError } from './errors.ts';
import { ended, retried, toSnapshot } from './machine.ts';
import { createFetch } from './requests/fetch.ts';
import { createTicketing } from './requests/ticket.ts';
import { openChannel } from './session/channel.ts';
import { createPublisher } from './session/publish.ts';
import { createRenew } from './session/renew.ts';
import { runMachine } from './session/run.ts';
import { createGetToken } from './session/wait.ts';
import type { Client } from './client.ts';
import type { State } from './machine.ts';
import type { Source } from './sources/source.ts';
import type { Channel, World } from './world.ts';

const WAKING = ['visibilitychange', 'pageshow', 'focus', 'online', 'offline'];

/**
 * Opens a session and keeps it alive: puts its parts together.
 *
 * @param forget is called when the client is disposed of
 * @param baseUrl is where addresses without an origin lead, if it is not the page's own
 */
export function openSession(
  world: World,
  mount: string,
  source: Source,
  origins: readonly string[],
  forget: () => void,
  baseUrl?: string | URL,
): Client {
  const closed = new AbortController();
  const publisher = createPublisher();
  const run = runMachine(world, createRenew(world, source, mount), onState);
  const getToken = createGetToken(run, publisher);
  const fetch = createFetch(world, run, getToken, source, origins, baseUrl);
  let channel: Channel | undefined;
  let ready: Promise<void> | undefined;

  function onState(state: State, previous: State, now: number): void {
    if (state.subject !== previous.subject) {
      channel?.close();
      channel = openChannel(world, mount, state.subject, () => void signOut().catch(() => {}));
    }
    publisher.publish(toSnapshot(state, now), !!state.token && state.token !== previous.token);
  }

  /** Ends the session in this page first, so that a renewal in flight cannot bring it back. */
  async function signOut(): Promise<void> {
    const token = run.token();
    run.dispatch(ended(new ClientError('signedout')));
    if (token) await source.end?.(mount, token, world);
  }

  function dispose(): void {
    if (closed.signal.aborted) return;
    run.dispatch(ended(new ClientError('closed')));
    closed.abort();
    channel?.close();
    forget();
  }

  publisher.on('changed', ({ status, error }) => {
    if (!error) ready = undefined;
    // A channel's messages stay within the origin by themselves.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    if (status === 'signedout') channel?.postMessage('');
  });

  if (world.document) {
    for (const name of WAKING) world.addEventListener(name, run.tick, closed);
    run.tick();
  } else dispose();

  return {
    fetch,
    getToken,
    get ready() {
      // The same promise until a failure is over, so that a page can be suspended on it.
      ready ??= getToken({ patient: true }).then(() => undefined);
      ready.catch(() => {});
      return ready;
    },
    get state() {
      return publisher.state;
    },
    on: publisher.on,
    subscribe: (listener) => publisher.on('changed', listener),
    retry: () => run.dispatch(retried),
    fetchTicketUrl: createTicketing(fetch, mount),
    signOut,
    dispose,
  };
}
