/** What is said of a cause wherever it occurs. */
export interface CauseText {
  /** The mistake, without a full stop. */
  readonly title: string;
  /** What to do about it. */
  readonly help: string;
}
