import { isRecord } from '@authbeat/core';
import { ScanError } from '../errors.ts';
import { isText } from '../values.ts';
import type { Acceptance } from './accept.ts';

/** What `authbeat.check.json` holds. */
export interface ScanConfig {
  /** URLs of the app that want a token and that no descriptor names, relative to its base URL. */
  readonly apis: readonly string[];
  readonly accepted: readonly Acceptance[];
}

const KEYS = new Set(['$schema', 'apis', 'accepted']);
const ACCEPTANCE_KEYS = ['check', 'url', 'reason', 'expires'] as const;

/**
 * Reads the text of `authbeat.check.json`, and reports every mistake at once.
 *
 * @param checkIds the ids that an acceptance may name
 *
 * @example
 * ```ts
 * import { readScanConfig } from '@authbeat/scanner';
 *
 * const { accepted } = readScanConfig(`{
 *   "accepted": [
 *     { "check": "hsts", "url": "*", "reason": "the proxy adds it", "expires": "2027-01-31" }
 *   ]
 * }`);
 * ```
 *
 * @throws {ScanError} `scan_config_invalid`, with all of its `problems`
 */
export function readScanConfig(text: string, checkIds?: readonly string[]): ScanConfig {
  const value = parse(text);
  if (!isRecord(value)) throw invalid(['it is not a JSON object']);
  const { apis = [], accepted = [] } = value;
  const problems = [
    ...Object.keys(value)
      .filter((key) => !KEYS.has(key))
      .map((key) => `\`${key}\` is not known`),
    ...(Array.isArray(apis) && apis.every(isText) ? [] : ['`apis` must be a list of URLs']),
    ...(Array.isArray(accepted)
      ? accepted.flatMap((entry, index) => acceptanceProblems(entry, `accepted[${index}]`, checkIds))
      : ['`accepted` must be a list']),
  ];
  if (problems.length > 0) throw invalid(problems);
  return { apis: apis as string[], accepted: accepted as Acceptance[] };
}

/** What is wrong with an acceptance, in words that name its place. */
export function acceptanceProblems(
  entry: unknown,
  place: string,
  checkIds?: readonly string[],
): readonly string[] {
  if (!isRecord(entry)) return [`\`${place}\` must be an object`];
  const missing = ACCEPTANCE_KEYS.filter((key) => !isText(entry[key]) || entry[key] === '');
  if (missing.length > 0) return missing.map((key) => `\`${place}.${key}\` is missing`);
  const { check, expires } = entry as unknown as Acceptance;
  return [
    ...(!checkIds || checkIds.includes(check) ? [] : [`\`${place}.check\`: there is no check "${check}"`]),
    ...(isDay(expires) ? [] : [`\`${place}.expires\` must be a day such as 2027-01-31`]),
  ];
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(['it is not JSON']);
  }
}

function invalid(problems: readonly string[]): ScanError {
  return new ScanError('scan_config_invalid', 'The configuration cannot be used:', problems);
}
