import { HostInProductionError, HostOptionsError } from './errors.ts';

/** How a local host is set up. Everything has a default. */
export interface HostOptions {
  /** The port on 127.0.0.1. Defaults to 0: any that is free. */
  readonly port?: number;
  /** Life of the token in an iframe's URL, in seconds; fractions are allowed. Defaults to 180. */
  readonly iframeTokenLife?: number;
  /** Life of the token that `AP.context.getToken()` answers, in seconds. Defaults to 900. */
  readonly contextTokenLife?: number;
  /** The clock of every token and event, in milliseconds since the epoch. Defaults to `Date.now`. */
  readonly now?: () => number;
}

export type ResolvedOptions = Required<HostOptions>;

const LONGEST_LIFE = 86_400;
export const SITE_NAME = /^[a-z][a-z0-9-]{0,30}$/;

/**
 * Fills in the defaults.
 *
 * @throws {HostInProductionError} where `NODE_ENV` is `production`
 * @throws {HostOptionsError} with every mistake
 */
export function resolveOptions(options: HostOptions, environment: string | undefined): ResolvedOptions {
  if (environment === 'production') throw new HostInProductionError();
  const { port = 0, iframeTokenLife = 180, contextTokenLife = 900, now = Date.now } = options;
  const problems = [
    ...(Number.isInteger(port) && port >= 0 && port <= 65_535
      ? []
      : ['`port` must be a whole number from 0 to 65535']),
    ...lifeProblems('iframeTokenLife', iframeTokenLife),
    ...lifeProblems('contextTokenLife', contextTokenLife),
    ...(typeof now === 'function' ? [] : ['`now` must be a function that returns milliseconds']),
  ];
  if (problems.length > 0) throw new HostOptionsError(problems);
  return { port, iframeTokenLife, contextTokenLife, now };
}

function lifeProblems(name: string, life: number): string[] {
  return typeof life === 'number' && life > 0 && life <= LONGEST_LIFE
    ? []
    : [`\`${name}\` must be more than 0 and at most ${LONGEST_LIFE} seconds`];
}
