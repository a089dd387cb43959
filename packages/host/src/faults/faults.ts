import type { HostRuntime, TokenLifetimes } from '../runtime.ts';
import { EFFECTS, type FaultSite, type FaultTarget } from './effects.ts';
import { describeFault, formatFault, parseFault, type Fault } from './parse.ts';
import type { FaultId, FaultText } from './table.ts';

/** A fault that has been started and not lifted. */
export interface ActiveFault extends Fault {
  readonly sentence: string;
  /** The name of its site. */
  readonly site: string;
}

interface StartedFault extends Fault {
  readonly sentence: string;
  readonly site: FaultSite;
}

/**
 * The faults of a running host: what goes wrong at the moment, on purpose. `FAULTS` describes each.
 *
 * @example
 * ```ts
 * import type { Host } from '@authbeat/host';
 *
 * export async function breakThings({ faults }: Host): Promise<void> {
 *   await faults.start('life=5');
 *   await faults.start('token-silent');
 *   await faults.lift();
 * }
 * ```
 */
export class Faults {
  readonly #runtime: HostRuntime;
  readonly #lifetimes: Readonly<TokenLifetimes>;
  readonly #home: () => FaultSite;
  readonly #active = new Map<string, StartedFault>();

  constructor(runtime: HostRuntime, home: () => FaultSite) {
    this.#runtime = runtime;
    this.#lifetimes = { ...runtime.tokenLifetimes };
    this.#home = home;
  }

  /** The faults that are active, in the order of their start. */
  get active(): readonly ActiveFault[] {
    return [...this.#active.values()].map(({ id, value, sentence, site }) => ({
      id,
      value,
      sentence,
      site: site.name,
    }));
  }

  /**
   * Checks that a fault can be started, and changes nothing.
   *
   * @param site whose user and installations it would change. Defaults to the first site.
   * @returns the fault, with its value
   * @throws {FaultError} when there is no such fault, its value cannot be used, or the host cannot cause it now
   */
  check(fault: FaultText | Fault, site: FaultSite = this.#home()): Fault {
    const checked = parseFault(typeof fault === 'string' ? fault : formatFault(fault));
    EFFECTS[checked.id].check?.(this.#targetOf(site), checked.value);
    return checked;
  }

  /**
   * Starts a fault. Another one of its group ends first. A fault that is refused changes nothing.
   *
   * @param site whose user and installations it changes. Defaults to the first site.
   * @throws {FaultError} when there is no such fault, its value cannot be used, or the host cannot cause it now
   * @throws {InstallationError} when the app refuses a lifecycle call
   */
  async start(fault: FaultText | Fault, site: FaultSite = this.#home()): Promise<void> {
    const started = this.check(fault, site);
    const { group, sentence } = describeFault(started.id);
    const effect = EFFECTS[started.id];
    if (effect.lift) await this.#liftKey(keyOf(group, site));
    await effect.start(this.#targetOf(site), started.value);
    if (effect.lift) this.#active.set(keyOf(group, site), { ...started, sentence, site });
    this.#record(started, site, 'started');
  }

  /**
   * Lifts a fault, or all of them. One that is not active is no mistake.
   *
   * @throws {InstallationError} when the app refuses a lifecycle call
   */
  async lift(id?: FaultId): Promise<void> {
    for (const [key, fault] of this.#active)
      if (id === undefined || fault.id === id) await this.#liftKey(key);
  }

  async #liftKey(key: string): Promise<void> {
    const fault = this.#active.get(key);
    if (!fault) return;
    this.#active.delete(key);
    await EFFECTS[fault.id].lift?.(this.#targetOf(fault.site));
    this.#record(fault, fault.site, 'lifted');
  }

  #targetOf(site: FaultSite): FaultTarget {
    return { runtime: this.#runtime, lifetimes: this.#lifetimes, site };
  }

  #record(fault: Fault, site: FaultSite, state: 'started' | 'lifted'): void {
    this.#runtime.timeline.record({
      kind: 'fault',
      site: site.name,
      sentence: `Fault ${state}: ${formatFault(fault)}.`,
      data: { fault: fault.id, value: fault.value, state },
    });
  }
}

function keyOf(group: string, site: FaultSite): string {
  return `${group} ${site.name}`;
}
