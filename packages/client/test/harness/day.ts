import type { Client } from '../../src/client.ts';
import { inWorld } from '../../src/create.ts';
import { ClientError } from '../../src/errors.ts';
import { bridge } from '../../src/sources/bridge.ts';
import { forge } from '../../src/sources/forge.ts';
import { Backend, INVOCATION_LIFE, REMOTE } from './backend.ts';
import { Frame, Lines, ORIGIN } from './frame.ts';
import { Timeline } from './timeline.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
export const DAY = 10 * 60 * MINUTE;
/** After trouble, a client may take this long to try again: its longest wait, and the attempt. */
const RECOVERY = 6 * MINUTE;

/** Where the app is: a Connect page is on the app's own origin, a Custom UI page of Forge is not. */
const BASE_URLS = { connect: ORIGIN, forge: REMOTE };

/** What may happen in a working day. Times and durations in seconds. */
export type Happening =
  | {
      readonly kind:
        | 'sleep'
        | 'offline'
        | 'hidden'
        | 'server down'
        | 'server busy'
        | 'server mute'
        | 'host fails'
        | 'host silent'
        | 'slow';
      readonly lasts: number;
    }
  | { readonly kind: 'restart' | 'clock jumps' | 'looks' | 'sign-out' | 'retry' };

export interface Day {
  readonly host: 'connect' | 'forge';
  readonly frames: number;
  /** Seconds that a session lives. */
  readonly life: number;
  /** Seconds between the app's own requests, in each frame. */
  readonly period: number;
  readonly countsSleep: boolean;
  readonly seed: number;
  readonly story: readonly { readonly at: number; readonly happening: Happening }[];
}

/** What went wrong with the client on that day; nothing, one hopes. */
export async function liveThrough(day: Day): Promise<string[]> {
  const simulation = new Simulation(day);
  return simulation.run();
}

/** One page with some frames, on one day. */
class Simulation {
  readonly #day: Day;
  readonly #timeline = new Timeline();
  readonly #backend = new Backend(this.#timeline);
  readonly #frames: Frame[] = [];
  readonly #clients: Client[] = [];
  readonly #complaints: string[] = [];
  /** Until when trouble of any kind, or what follows from it, excuses a failure or a renewal. */
  #excusedUntil = 0;
  #signedOut = false;
  #signedOutAt = Number.NEGATIVE_INFINITY;
  #waiting = 0;
  #random: number;

  constructor(day: Day) {
    this.#day = day;
    this.#random = day.seed;
    this.#backend.life = day.life * SECOND;
    const lines = new Lines();
    for (let index = 0; index < day.frames; index += 1) {
      const { countsSleep } = day;
      const { fetch, getToken, requestRemote } = this.#backend;
      const source = day.host === 'connect' ? bridge() : forge({ requestRemote, remoteKey: 'app' });
      const frame = new Frame(this.#timeline, {
        fetch,
        getToken,
        lines,
        countsSleep,
        random: () => this.#next(),
      });
      this.#frames.push(frame);
      this.#clients.push(inWorld(frame)({ source, baseUrl: BASE_URLS[day.host] }));
    }
  }

  async run(): Promise<string[]> {
    for (const client of this.#clients) this.#useApp(client);
    for (const { at, happening } of this.#day.story) {
      this.#timeline.plan(at * SECOND, () => this.#happen(happening));
    }
    await this.#timeline.advance(DAY);
    this.#checkRequests();
    this.#signedOut = true;
    for (const client of this.#clients) client.dispose();
    // Every request gets a response, whatever happened.
    this.#backend.server = 'up';
    await this.#timeline.advance(MINUTE);
    if (this.#waiting > 0) this.#complaints.push(`${this.#waiting} promises have not settled`);
    return this.#complaints;
  }

  /** The app's own requests, which must not fail without a reason outside of the client. */
  #useApp(client: Client): void {
    const ask = (): void => {
      this.#timeline.plan(this.#day.period * SECOND * (0.5 + this.#next()), ask);
      const since = this.#timeline.now;
      this.#waiting += 1;
      client
        .fetch('/api')
        .then((response) => (response.ok ? undefined : `status ${response.status}`))
        .catch((error: unknown) => (error instanceof ClientError ? error.code : String(error)))
        .then((failure) => this.#judge(failure, since))
        .catch((error: unknown) => this.#complaints.push(String(error)));
    };
    this.#timeline.plan(this.#next() * MINUTE, ask);
  }

  #judge(failure: string | undefined, since: number): void {
    this.#waiting -= 1;
    const excused = this.#signedOut || since <= this.#excusedUntil;
    if (failure !== undefined && !excused) {
      this.#complaints.push(`${failure} at ${Math.round(this.#timeline.now / SECOND)} s, without a reason`);
    }
  }

  /** The invocation token of an ended session gives no other one, and Forge sends it until it expires. */
  #isSignOutRemembered(): boolean {
    return this.#day.host === 'forge' && this.#timeline.now < this.#signedOutAt + INVOCATION_LIFE;
  }

  #happen(happening: Happening): void {
    const backend = this.#backend;
    switch (happening.kind) {
      case 'sleep':
        this.#sleep(happening.lasts * SECOND);
        break;
      case 'offline':
        this.#during(happening.lasts, (on) => {
          backend.server = on ? 'down' : 'up';
          for (const frame of this.#frames) frame.connect(!on);
        });
        break;
      case 'hidden':
        this.#during(
          happening.lasts,
          (on) => {
            for (const frame of this.#frames) frame.hidden = on;
            if (!on) this.#tellAll('visibilitychange');
          },
          0,
        );
        break;
      case 'server down':
      case 'server busy':
      case 'server mute':
        this.#during(happening.lasts, (on) => {
          backend.server = on ? (happening.kind.slice('server '.length) as Backend['server']) : 'up';
        });
        break;
      case 'host fails':
      case 'host silent':
        this.#during(happening.lasts, (on) => {
          backend.host = on ? (happening.kind.slice('host '.length) as Backend['host']) : 'responds';
        });
        break;
      case 'slow':
        this.#during(
          happening.lasts,
          (on) => {
            backend.latency = on ? 4 * SECOND : 40;
          },
          0,
        );
        break;
      case 'restart':
        backend.forgetSessions();
        this.#excuseRenewals();
        break;
      case 'clock jumps':
        for (const frame of this.#frames) frame.shiftWallClock((this.#next() - 0.5) * 2 * 86_400 * SECOND);
        this.#excuseRenewals();
        break;
      case 'looks':
        this.#tellAll('focus');
        break;
      case 'sign-out':
        this.#signedOut = true;
        this.#signedOutAt = this.#timeline.now;
        this.#waiting += 1;
        this.#clients[0]
          ?.signOut()
          .catch(() => {})
          .finally(() => {
            this.#waiting -= 1;
          });
        break;
      case 'retry':
        for (const client of this.#clients) client.retry();
        this.#signedOut = this.#isSignOutRemembered();
        this.#excuse(0);
    }
  }

  #during(lasts: number, turn: (on: boolean) => void, recovery = RECOVERY): void {
    turn(true);
    if (recovery > 0) this.#excuse(lasts * SECOND + recovery);
    this.#timeline.plan(lasts * SECOND, () => turn(false));
  }

  #excuse(milliseconds: number): void {
    this.#excusedUntil = Math.max(this.#excusedUntil, this.#timeline.now + milliseconds);
    this.#excuseRenewals();
  }

  readonly #excusedRenewals: number[] = [];

  /** From now on each frame may renew once more than its sessions' lives explain. */
  #excuseRenewals(): void {
    this.#excusedRenewals.push(this.#timeline.now);
  }

  #sleep(milliseconds: number): void {
    // What troubles when the lid is closed still troubles when it is opened.
    if (this.#timeline.now < this.#excusedUntil) this.#excusedUntil += milliseconds;
    this.#timeline.skip(milliseconds);
    for (const frame of this.#frames) frame.wakeUp(milliseconds);
    this.#excuseRenewals();
    if (this.#next() > 0.5) this.#tellAll('visibilitychange');
  }

  #tellAll(event: string): void {
    for (const frame of this.#frames) frame.tell(event);
  }

  /** No more exchanges than lives need, one for each reason besides, and the attempts that trouble costs. */
  #checkRequests(): void {
    const { frames, life } = this.#day;
    const renewals = this.#backend.count('exchange') + this.#backend.count('heartbeat');
    const byLife = Math.ceil(DAY / SECOND / (0.7 * life)) + 1;
    const inTrouble = this.#backend.arrivals.filter(({ status }) => status >= 400).length;
    const limit = frames * (byLife + 2 * this.#excusedRenewals.length) + inTrouble;
    if (renewals > limit) this.#complaints.push(`${renewals} renewals where ${limit} would do`);
  }

  /** In [0, 1), the same for the same seed. */
  #next(): number {
    this.#random = (Math.imul(this.#random, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#random / 2 ** 32;
  }
}
