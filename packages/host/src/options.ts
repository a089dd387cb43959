import { PRODUCTS, type Product } from './content/frame-context.ts';
import { HostInProductionError, HostOptionsError } from './errors.ts';

/** Options of a local host. */
export interface HostOptions {
  /** What the first site stands in for. Defaults to `jira`. */
  readonly product?: Product;
  /** The port on 127.0.0.1. Defaults to 0: any free port. */
  readonly port?: number;
  /** Lifetime of the token in the URL of an iframe, in seconds, with fractions. Defaults to 180. */
  readonly iframeTokenLifetime?: number;
  /** Lifetime of the token from `AP.context.getToken()`, in seconds, with fractions. Defaults to 900. */
  readonly contextTokenLifetime?: number;
  /** Lifetime of the invocation tokens of Forge apps, in seconds, with fractions. Defaults to 25, as Forge has it. */
  readonly invocationTokenLifetime?: number;
  /** The clock of tokens and events, in milliseconds since the epoch. Defaults to `Date.now`. */
  readonly now?: () => number;
}

export type ResolvedOptions = Required<HostOptions>;

const MAX_LIFETIME = 86_400;
export const SITE_NAME = /^[a-z][a-z0-9-]{0,30}$/;

/**
 * Fills in the defaults.
 *
 * @throws {HostInProductionError} where `NODE_ENV` is `production`
 * @throws {HostOptionsError} with every mistake
 */
export function resolveOptions(options: HostOptions, environment: string | undefined): ResolvedOptions {
  if (environment === 'production') throw new HostInProductionError();
  const { product = 'jira', port = 0, now = Date.now } = options;
  const { iframeTokenLifetime = 180, contextTokenLifetime = 900, invocationTokenLifetime = 25 } = options;
  const problems = [
    ...(PRODUCTS.includes(product) ? [] : [`\`product\` must be one of: ${PRODUCTS.join(', ')}`]),
    ...(Number.isInteger(port) && port >= 0 && port <= 65_535
      ? []
      : ['`port` must be a whole number from 0 to 65535']),
    ...lifetimeProblems('iframeTokenLifetime', iframeTokenLifetime),
    ...lifetimeProblems('contextTokenLifetime', contextTokenLifetime),
    ...lifetimeProblems('invocationTokenLifetime', invocationTokenLifetime),
    ...(typeof now === 'function' ? [] : ['`now` must be a function that returns milliseconds']),
  ];
  if (problems.length > 0) throw new HostOptionsError(problems);
  return { product, port, iframeTokenLifetime, contextTokenLifetime, invocationTokenLifetime, now };
}

function lifetimeProblems(name: string, lifetime: number): string[] {
  return typeof lifetime === 'number' && lifetime > 0 && lifetime <= MAX_LIFETIME
    ? []
    : [`\`${name}\` must be more than 0 and at most ${MAX_LIFETIME} seconds`];
}
