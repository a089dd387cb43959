import type { Client } from '../../src/client.ts';
import { inWorld } from '../../src/create.ts';
import type { ClientOptions } from '../../src/options.ts';
import { Backend } from './backend.ts';
import { Frame, Lines } from './frame.ts';
import type { FrameOptions } from './frame.ts';
import { Timeline } from './timeline.ts';

/** Frames of one app in one page of the host, with the app's server. */
export interface SimulatedPage {
  readonly timeline: Timeline;
  readonly backend: Backend;
  readonly lines: Lines;
  readonly frame: Frame;
  readonly client: Client;
  /** `createClient` in the first frame. */
  readonly create: (options?: ClientOptions) => Client;
  readonly addFrame: (options?: Partial<FrameOptions>) => { readonly frame: Frame; readonly client: Client };
  readonly advance: (milliseconds: number) => Promise<void>;
  /** What a promise comes to while the time goes on. */
  readonly outcome: <Value>(promise: Promise<Value>, within?: number) => Promise<unknown>;
}

export function simulatePage(options: ClientOptions & Partial<FrameOptions> = {}): SimulatedPage {
  const timeline = new Timeline();
  const backend = new Backend(timeline);
  const lines = new Lines();
  const makeFrame = (frameOptions: Partial<FrameOptions> = {}): Frame =>
    new Frame(timeline, { fetch: backend.fetch, getToken: backend.getToken, lines, ...frameOptions });
  const frame = makeFrame(options);
  const create = inWorld(frame);
  return {
    timeline,
    backend,
    lines,
    frame,
    create,
    client: create(options),
    addFrame(frameOptions) {
      const other = makeFrame(frameOptions);
      return { frame: other, client: inWorld(other)(options) };
    },
    advance: async (milliseconds) => timeline.advance(milliseconds),
    async outcome(promise, within = 60_000) {
      const result = promise.catch((error: unknown) => error);
      await timeline.advance(within);
      return Promise.race([result, Promise.resolve('nothing yet')]);
    },
  };
}
