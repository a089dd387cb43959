import { CHECKS } from './index.ts';

/** What a check is called. */
export interface CheckName {
  readonly id: string;
  readonly title: string;
  /** The number that Atlassian's tester gives to the requirement, where there is one. */
  readonly requirement?: string;
}

/** Every check: options and acceptances name them by id, options also by the requirement's number. */
export const CHECK_NAMES: readonly CheckName[] = CHECKS;
