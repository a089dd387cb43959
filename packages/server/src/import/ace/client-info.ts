import { isRecord } from '@authbeat/core';
import type { SourceTenant } from '../source.ts';

/** The name under which atlassian-connect-express keeps a tenant. Apps keep data of their own under other names. */
export const CLIENT_INFO = 'clientInfo';

/** Reads a value of atlassian-connect-express: JSON, as text, parsed, or as text within JSON. */
export function readClientInfo(clientKey: unknown, value: unknown): SourceTenant {
  const body = parse(parse(value));
  const fields = isRecord(body) ? body : {};
  const own = typeof fields['clientKey'] === 'string' ? fields['clientKey'] : '';
  return {
    clientKey: typeof clientKey === 'string' && clientKey !== '' ? clientKey : own,
    body: fields,
    // Some apps keep the row of a tenant that has uninstalled, with the body of that call.
    installed: fields['eventType'] !== 'uninstalled',
  };
}

/**
 * The name of a row for a report. What follows a colon may name an account, such as in the cached access tokens
 * `bearer:…`.
 */
export function nameOfRow(key: unknown): string {
  const [name = ''] = String(key).slice(0, 60).split(':', 1);
  return name;
}

function parse(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
