/** The options of `authbeat inspect`. */
export interface InspectFlags {
  readonly secretEnv: readonly string[];
  readonly previousSecretEnv: readonly string[];
  readonly secretStdin?: boolean;
  readonly store?: string;
  readonly jwks?: string;
  readonly descriptor?: string;
  readonly baseUrl?: string;
  readonly method?: string;
  readonly url?: string;
  /** In seconds since the epoch. */
  readonly at?: number;
  readonly showTokens?: boolean;
  readonly json?: boolean;
}
