import { ClientError } from '../errors.ts';
import type { ClientErrorCode } from '../errors.ts';
import type { Grant } from '../sources/source.ts';
import type { World } from '../world.ts';

/** From the nested page: a request for a session. From the page around it: the response. */
export interface Message {
  /** The number of the request. Tells these messages from others. */
  readonly authbeat: number;
  readonly grant?: Grant;
  /** Why there is no session. */
  readonly code?: ClientErrorCode;
  readonly retryAfter?: number | undefined;
}

/** The part of a window that messages are sent to. */
export interface Receiver {
  postMessage(message: Message, targetOrigin: string): void;
}

/** A window and the origin that its page has to have. A page of another origin in that window gets nothing. */
export interface Peer {
  readonly window: () => Receiver | null;
  readonly origin: string;
}

/** @throws ClientError `options_invalid` if it is not an origin: `*` would send sessions to every page */
export function checkOrigin(origin: string): void {
  if (originOf(origin) !== origin) throw new ClientError('options_invalid');
}

function originOf(url: string): string | undefined {
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
}

/** Calls the listener for messages of this peer and no other, until the signal is aborted. */
export function listen(
  world: World,
  { window, origin }: Peer,
  signal: AbortSignal,
  listener: (message: Message) => void,
): void {
  const receive = (event: unknown): void => {
    const { source, origin: sender, data } = event as MessageEvent<Partial<Message> | null>;
    const receiver = window();
    if (receiver && source === receiver && sender === origin && typeof data?.authbeat === 'number')
      listener(data as Message);
  };
  world.addEventListener('message', receive, { signal });
}
