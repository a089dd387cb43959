import { CHECKS } from './all-checks.ts';

/** The id of every check: what `only` takes and acceptances name, and the name of its page in `docs/checks`. */
export const CHECK_IDS: readonly string[] = CHECKS.map(({ id }) => id);
