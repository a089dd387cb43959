import { setMaxListeners } from 'node:events';

// Node takes eleven callers that wait at a time for a leak.
setMaxListeners(0);

/** A virtual time line: what is planned runs in order, and promises in between are given the time to settle. */
export class Timeline {
  now = 0;
  #plans: Plan[] = [];
  #busy = false;

  /** Runs `action` after so many milliseconds, unless it is cancelled. */
  plan(delay: number, action: () => void): Plan {
    const plan = { at: this.now + Math.max(delay, 0), action };
    const next = this.#plans.findIndex(({ at }) => at > plan.at);
    this.#plans.splice(next === -1 ? this.#plans.length : next, 0, plan);
    return plan;
  }

  cancel(plan: Plan): void {
    const index = this.#plans.indexOf(plan);
    if (index !== -1) this.#plans.splice(index, 1);
  }

  /** Says that promises need more than a moment to settle: the network has spoken. */
  stir(): void {
    this.#busy = true;
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    await settle();
    for (let plan = this.#plans[0]; plan !== undefined && plan.at <= end; plan = this.#plans[0]) {
      this.#plans.shift();
      this.now = Math.max(this.now, plan.at);
      plan.action();
      if (this.#busy) await settle();
      else for (let hop = 0; hop < HOPS; hop += 1) await Promise.resolve();
      this.#busy = false;
    }
    this.now = Math.max(this.now, end);
  }

  /** Time in which nothing runs. */
  skip(milliseconds: number): void {
    this.now += milliseconds;
  }

  /** Puts what `owns` says off by so many milliseconds. */
  postpone(milliseconds: number, owns: (plan: Plan) => boolean): void {
    this.#plans = this.#plans
      .map((plan) => {
        if (owns(plan)) plan.at += milliseconds;
        return plan;
      })
      .toSorted((one, other) => one.at - other.at);
  }
}

/** More steps than any chain of promises takes that begins with a timer alone. */
const HOPS = 16;

export interface Plan {
  at: number;
  readonly action: () => void;
}

/** Everything that promises have to say at this moment. */
export const settle = async (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
