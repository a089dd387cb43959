import { isRecord, parseJson, readBounded } from '@authbeat/core';
import { isInstallationId, isKey } from '../stores/records.ts';
import type { ForgeAccess } from './forge-tokens.ts';

/**
 * Asks a product for the `clientKey` that the app has had there on Connect; `undefined` when it does not say. Atlassian
 * offers this only until the end of support of Connect.
 */
export type FindClientKey = (access: ForgeAccess) => Promise<string | undefined>;

/** A property that the product makes up for every app with a Connect key. */
const PROPERTY = 'connect_client_key_019cdff3-8bfb-71fe-9628-875b700aebb8';
/** Forge waits 5 seconds for the response to an event. */
const TIMEOUT_MS = 3000;
const MAX_BYTES = 65_536;

/**
 * Asks by the REST API of Jira and Confluence.
 *
 * @param appKey the key of the Connect app
 * @see https://developer.atlassian.com/platform/adopting-forge-from-connect/migrate-connect-clientkey/
 */
export function createClientKeyFinder(appKey: string): FindClientKey {
  const path = `/rest/atlassian-connect/1/addons/${encodeURIComponent(appKey)}/properties/${PROPERTY}`;
  return async ({ baseUrl, token }) => {
    try {
      const response = await fetch(baseUrl + path, {
        headers: { accept: 'application/json', authorization: `Bearer ${token}` },
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const { bytes, truncated } = await readBounded(response.body ?? [], MAX_BYTES);
      const body = response.ok && !truncated ? parseJson(bytes.toString('utf8')) : undefined;
      const value = isRecord(body) ? body['value'] : undefined;
      return isKey(value) && value !== '' && !isInstallationId(value) ? value : undefined;
    } catch {
      // The product is asked again with the next token.
      return undefined;
    }
  };
}
