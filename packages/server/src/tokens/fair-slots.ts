import { Refusal } from '../errors.ts';
import { networkOf } from '../http/network.ts';

/** A bounded number of slots for pieces of work, which the networks of callers share fairly. */
export interface FairSlots<Result> {
  /**
   * Does a piece of work, or joins the one of this name that is under way. When all slots are taken, the network that
   * has the most gives up its oldest to one that has fewer.
   *
   * @param address whose work it is; all callers without one count as one network
   * @param work ends early when the signal aborts, because its slot was given away
   * @throws {Refusal} `unavailable` when this network has its share of the slots
   */
  run(
    name: string,
    address: string | undefined,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result>;
}

interface Slot<Result> {
  network: string;
  readonly result: Promise<Result>;
  readonly controller: AbortController;
}

export function createFairSlots<Result>(max: number): FairSlots<Result> {
  const slots = new Map<string, Slot<Result>>();

  const countOf = (network: string): number =>
    [...slots.values()].filter((slot) => slot.network === network).length;
  const makeRoom = (network: string): void => {
    const counts = new Map<string, number>();
    for (const slot of slots.values()) counts.set(slot.network, (counts.get(slot.network) ?? 0) + 1);
    const most = Math.max(...counts.values());
    // With one slot less, the network must still have as many as this one then has.
    if (most - 1 < countOf(network) + 1) throw new Refusal('unavailable');
    const oldest = [...slots].find(([, slot]) => counts.get(slot.network) === most);
    if (!oldest) throw new Refusal('unavailable');
    const [name, { controller }] = oldest;
    slots.delete(name);
    controller.abort();
  };

  return {
    async run(name, address, work) {
      const network = address === undefined ? '' : networkOf(address);
      const joined = slots.get(name);
      if (joined) {
        // What this network waits for must not end because another one has too many slots.
        if (countOf(network) < countOf(joined.network)) joined.network = network;
        return joined.result;
      }
      if (slots.size >= max) makeRoom(network);
      const controller = new AbortController();
      const result = work(controller.signal).finally(() => {
        if (slots.get(name)?.controller === controller) slots.delete(name);
      });
      slots.set(name, { network, result, controller });
      return result;
    },
  };
}
