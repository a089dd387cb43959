import type { Client } from '../../src/client.ts';
import { inWorld } from '../../src/create.ts';
import { relayInWorld } from '../../src/relay/relay.ts';
import { relayed } from '../../src/relay/relayed.ts';
import { forge } from '../../src/sources/forge.ts';
import { Backend, REMOTE } from './backend.ts';
import { Frame } from './frame.ts';
import { Timeline } from './timeline.ts';

export const SHELL = 'https://shell.cdn.example';

/** A window as others see it: what is posted to it, and whether its page gets that. */
export interface PostedWindow {
  readonly posted: { readonly data: unknown; readonly targetOrigin: string; readonly delivered: boolean }[];
  /** The origin of the page that is in the window at present. */
  origin: string;
  postMessage(data: unknown, targetOrigin: string): void;
}

/** A Custom UI page with a page of the app nested in it, and the app's server. */
export interface NestedPage {
  readonly timeline: Timeline;
  readonly backend: Backend;
  readonly shell: { readonly frame: Frame; readonly window: PostedWindow };
  readonly nested: { readonly frame: Frame; readonly window: PostedWindow };
  readonly client: Client;
  readonly endRelay: () => void;
}

/** Opens both. Messages between their windows arrive as in browsers: only at the origin that they are for. */
export function openNestedPage(): NestedPage {
  const timeline = new Timeline();
  const backend = new Backend(timeline);
  const shell = new Frame(timeline, { fetch: backend.fetch });
  const nested = new Frame(timeline, { fetch: backend.fetch });
  const open = (frame: Frame, origin: string, sender: () => PostedWindow): PostedWindow => ({
    posted: [],
    origin,
    postMessage(data, targetOrigin) {
      const delivered = targetOrigin === this.origin;
      this.posted.push({ data, targetOrigin, delivered });
      if (!delivered) return;
      const event = { source: sender(), origin: sender().origin, data: structuredClone(data) };
      timeline.plan(1, () => frame.tell('message', event));
    },
  });
  const shellWindow: PostedWindow = open(shell, SHELL, () => nestedWindow);
  const nestedWindow = open(nested, REMOTE, () => shellWindow);
  nested.parent = shellWindow;
  const source = forge({ requestRemote: backend.requestRemote, remoteKey: 'app' });
  const endRelay = relayInWorld(shell)({ frame: { contentWindow: nestedWindow }, origin: REMOTE, source });
  const client = inWorld(nested)({ baseUrl: REMOTE, source: relayed({ shell: SHELL }) });
  return {
    timeline,
    backend,
    shell: { frame: shell, window: shellWindow },
    nested: { frame: nested, window: nestedWindow },
    client,
    endRelay,
  };
}
