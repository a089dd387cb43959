import type { LifecycleEvent } from '../descriptor/parse.ts';

/** An installation as a host describes it in a lifecycle call. */
export interface LifecycleBodyOptions {
  readonly event: LifecycleEvent;
  readonly appKey: string;
  readonly clientKey: string;
  /** The host's address, such as `https://example.atlassian.net`. */
  readonly hostBaseUrl: string;
  /** Goes into the body of `installed` only, as hosts do. */
  readonly sharedSecret?: string;
  /** Fields to add or to replace, such as `description`. None by default. */
  readonly details?: Readonly<Record<string, string>>;
}

/**
 * Builds the body of a lifecycle call, as a host sends it.
 *
 * @see https://developer.atlassian.com/cloud/jira/platform/connect-app-descriptor/#lifecycle
 */
export function buildLifecycleBody(options: LifecycleBodyOptions): Record<string, string> {
  const { event, appKey, clientKey, hostBaseUrl, sharedSecret, details } = options;
  return {
    key: appKey,
    clientKey,
    ...(event === 'installed' && sharedSecret !== undefined && { sharedSecret }),
    serverVersion: '100305',
    pluginsVersion: '1001.0.0-SNAPSHOT',
    baseUrl: hostBaseUrl,
    displayUrl: hostBaseUrl,
    displayUrlServicedeskHelpCenter: hostBaseUrl,
    productType: 'jira',
    ...details,
    eventType: event,
  };
}
