/** The options of `authbeat doctor`, as the command line gives them. */
export interface DoctorFlags {
  readonly sessionKeyEnv: string;
  readonly store?: string;
  readonly bridge: string;
  readonly keyServer: string;
  /** In seconds. */
  readonly timeout: number;
}
