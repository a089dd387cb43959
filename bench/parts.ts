import type { Openings } from '../e2e/harness/time-openings.ts';
import type { ClientCost } from './client/measure.ts';
import type { GatewayCost } from './gateway/measure.ts';
import type { Machine, Run } from './machine.ts';
import type { Picture } from './picture.ts';
import type { StartUp } from './start-up/measure.ts';
import type { Spread } from './statistics.ts';
import type { TenantCost } from './tenants.ts';

/** What can be measured alone, in the order of the report. */
export const PARTS = [
  'in-process',
  'http',
  'curves',
  'memory',
  'tenants',
  'start-up',
  'healing',
  'client',
  'gateway',
] as const;

export type Part = (typeof PARTS)[number];

/** What was measured of one subject. */
export interface Row {
  readonly name: string;
  /** CPU time for each call or request. */
  readonly cpuMicros: Spread;
  readonly requestsPerSecond?: Spread;
  readonly baseline?: string;
  /** The CPU time of the baseline, divided by that of the subject in the same round: 1 is as good. */
  readonly cpuRatio?: Spread;
  /** The throughput divided by that of the baseline in the same round: 1 is as good. */
  readonly rateRatio?: Spread;
}

/** The results of the parts that were measured. */
export interface Results {
  readonly machine?: Machine;
  readonly runs?: Readonly<Partial<Record<Part, Run>>>;
  readonly 'in-process'?: readonly Row[];
  readonly http?: readonly Row[];
  readonly curves?: readonly Picture[];
  readonly memory?: Picture;
  readonly tenants?: TenantCost;
  readonly 'start-up'?: StartUp;
  readonly healing?: readonly Openings[];
  readonly client?: ClientCost;
  readonly gateway?: readonly GatewayCost[];
}
