import type { LifecycleEvent } from '@authbeat/core';
import type { SiteIdentity } from '../world.ts';

/**
 * The body of a lifecycle call. Only `installed` brings the shared secret.
 *
 * @see https://developer.atlassian.com/cloud/jira/platform/connect-app-descriptor/#lifecycle
 */
export function describeInstallation(
  site: SiteIdentity,
  appKey: string,
  event: LifecycleEvent,
  sharedSecret?: string,
): Record<string, string> {
  return {
    key: appKey,
    clientKey: site.clientKey,
    ...(sharedSecret !== undefined && { sharedSecret }),
    serverVersion: '100305',
    pluginsVersion: '1001.0.0-SNAPSHOT',
    baseUrl: site.url,
    displayUrl: site.url,
    displayUrlServicedeskHelpCenter: site.url,
    productType: 'jira',
    description: `Authbeat's local host, site "${site.name}"`,
    serviceEntitlementNumber: 'SEN-DEVELOPMENT',
    entitlementId: 'development',
    entitlementNumber: 'E-DEVELOPMENT',
    oauthClientId: `development-${site.name}`,
    eventType: event,
  };
}
