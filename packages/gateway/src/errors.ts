import { AuthbeatError } from '@authbeat/core';

/** Why the upstream's response cannot be passed on. */
export const UPSTREAM_ERROR_CODES = ['upstream_unreachable', 'upstream_timeout', 'upstream_invalid'] as const;
export type UpstreamErrorCode = (typeof UPSTREAM_ERROR_CODES)[number];

const SENTENCES: Readonly<Record<UpstreamErrorCode, string>> = {
  upstream_unreachable: 'The app behind the gateway cannot be reached. Try again in a moment.',
  upstream_timeout: 'The app behind the gateway takes too long to respond. Try again in a moment.',
  upstream_invalid: 'The app behind the gateway sent a response that cannot be read. Its log may say why.',
};

/** The upstream did not respond. Nothing was changed at the gateway. */
export class UpstreamError extends AuthbeatError<UpstreamErrorCode> {
  /** 502, or 504 after a timeout. */
  readonly status: number;

  constructor(code: UpstreamErrorCode, options?: ErrorOptions) {
    super(code, SENTENCES[code], options);
    this.status = code === 'upstream_timeout' ? 504 : 502;
  }
}

/** The gateway cannot guard the app. `problems` lists every mistake, with the name of its option. */
export class GatewayError extends AuthbeatError<'gateway_invalid'> {
  readonly problems: readonly string[];
  /** Whether it may pass by itself: the app is starting. */
  readonly isPassing: boolean;

  constructor(
    problems: readonly string[],
    { isPassing = false, ...options }: ErrorOptions & { readonly isPassing?: boolean } = {},
  ) {
    super('gateway_invalid', `The gateway cannot start: ${problems.join('; ')}.`, options);
    this.problems = problems;
    this.isPassing = isPassing;
  }
}
