import { ConfigurationError } from '../errors.ts';
import type { Services } from '../services.ts';
import type { Guard } from '../verdict.ts';
import { admit, createGuard, requireRead } from './guard.ts';

export interface ShellOptions {
  /** How long browsers keep the page, in seconds. Defaults to 300. */
  readonly maxAge?: number;
  /** Who may frame it, as sources of a content security policy. Defaults to Atlassian's cloud. */
  readonly frameAncestors?: readonly string[];
}

const ATLASSIAN_CLOUD = ['https://*.atlassian.net', 'https://*.jira.com'];

/**
 * Guards the static page of a `cacheable` module: admits every GET and HEAD request. Hosts load the page
 * without a token, and browsers cache it for all users, so it must not contain data of a user or tenant.
 *
 * @throws {ConfigurationError} with every mistake in the options
 */
export function createShellGuard(
  services: Services,
  { maxAge = 300, frameAncestors = ATLASSIAN_CLOUD }: ShellOptions = {},
): Guard<undefined> {
  const problems = [
    ...(Number.isInteger(maxAge) && maxAge >= 0 ? [] : ['`maxAge` must be a whole number of seconds']),
    ...(frameAncestors.length > 0 && frameAncestors.every((source) => /^[^\s;,]+$/.test(source))
      ? []
      : ['`frameAncestors` must list sources of a content security policy']),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  const headers = {
    'cache-control': `public, max-age=${maxAge}`,
    'content-security-policy': `frame-ancestors ${frameAncestors.join(' ')}`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  return createGuard(services, {
    door: 'shell',
    decide(request) {
      requireRead(request);
      return admit('shell', undefined, headers);
    },
  });
}
