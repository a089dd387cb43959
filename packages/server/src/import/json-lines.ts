import { isRecord, parseJson } from '@authbeat/core';
import { isTenant } from '../stores/records.ts';
import type { SourceTenant, TenantSource } from './source.ts';

/**
 * Tenants as newline-delimited JSON: what `exportTenants` writes, or the bodies of `installed` calls, one a line.
 *
 * @param lines such as `readline.createInterface` of a file gives them
 *
 * @example
 * ```ts
 * import { createReadStream } from 'node:fs';
 * import { createInterface } from 'node:readline';
 * import { jsonLines } from '@authbeat/server/import';
 *
 * const tenants = jsonLines(createInterface({ input: createReadStream('tenants.ndjson') }));
 * ```
 */
export function jsonLines(lines: AsyncIterable<string> | Iterable<string>): TenantSource {
  return {
    name: 'json',
    async *tenants() {
      for await (const line of lines) if (line.trim() !== '') yield toTenant(parseJson(line));
    },
    others: async () => new Map(),
  };
}

function toTenant(value: unknown): SourceTenant {
  const body = isRecord(value) ? value : {};
  const clientKey = typeof body['clientKey'] === 'string' ? body['clientKey'] : '';
  if (!isTenant(value)) return { clientKey, body, installed: body['eventType'] !== 'uninstalled' };
  const { secret: sharedSecret, baseUrl, details, installed } = value;
  return { clientKey, body: { ...details, baseUrl, sharedSecret }, installed, record: value };
}
