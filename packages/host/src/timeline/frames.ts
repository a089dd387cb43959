import { createHash } from 'node:crypto';

/** What a frame shows: a module of an app, in a page of a site. */
export interface FrameOwner {
  readonly site: string;
  readonly app: string;
  readonly module: string;
  /** The name of the module, for people. */
  readonly name: string;
}

/** A frame of a page, in the data of events. */
export interface FrameFields {
  readonly [name: string]: string;
  readonly frame: string;
  readonly app: string;
  readonly module: string;
  readonly name: string;
}

interface KnownFrame {
  readonly site: string;
  readonly fields: FrameFields;
}

const MAX_FRAMES = 1000;
/** Tokens, tickets and addresses that have named a frame. */
const MAX_MARKS = 10_000;

/**
 * Which frame a request of an app belongs to. Across origins, a host sees nothing of its frames; but it knows which token
 * it gave to which frame, and a response to a request with that token gives the frame its next ones.
 */
export class Frames {
  readonly #frames = new Map<string, KnownFrame>();
  readonly #marks = new Map<string, string>();
  #count = 0;

  /** Names a new frame. */
  open(owner: FrameOwner): FrameFields {
    this.#count += 1;
    return this.#keep(`f${this.#count}`, owner);
  }

  /** A frame that a page names, or one for all frames of its module that have no name. */
  find(id: unknown, owner: FrameOwner): FrameFields {
    const known = typeof id === 'string' ? this.#frames.get(id) : undefined;
    if (known?.fields.app === owner.app && known.site === owner.site) return known.fields;
    return this.#keep(`${owner.app}/${owner.module}`.slice(0, 200), owner);
  }

  /** Remembers that a token, a ticket or an address belongs to a frame. */
  learn(mark: string, frame: string): void {
    const key = hash(mark);
    // The latest stand last.
    this.#marks.delete(key);
    this.#marks.set(key, frame);
    dropOldest(this.#marks, MAX_MARKS);
  }

  /** The frame that one of these belongs to. */
  ownerOf(marks: readonly string[]): KnownFrame | undefined {
    for (const mark of marks) {
      const frame = this.#frames.get(this.#marks.get(hash(mark)) ?? '');
      if (frame) return frame;
    }
    return undefined;
  }

  #keep(id: string, { site, app, module, name }: FrameOwner): FrameFields {
    const fields = { frame: id, app, module: module.slice(0, 200), name };
    this.#frames.set(id, { site, fields });
    dropOldest(this.#frames, MAX_FRAMES);
    return fields;
  }
}

/** A token may be thousands of characters long. */
function hash(mark: string): string {
  return createHash('sha256').update(mark).digest('base64url');
}

function dropOldest(map: Map<string, unknown>, size: number): void {
  const [oldest] = map.keys();
  if (map.size > size && oldest !== undefined) map.delete(oldest);
}
