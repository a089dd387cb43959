/** A clock, such as `Date.now`: milliseconds since the epoch. */
export type Clock = () => number;
