/** A response of Authbeat's own: what an adapter makes its framework's response of. */
export interface AuthbeatResponse {
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty where there is none. */
  readonly body: string;
}
