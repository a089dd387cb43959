import type { Random } from './random.ts';
import { APP_KEY } from './tokens.ts';

/** A request that a host signs and an app accepts. */
export interface GoodRequest {
  readonly method: string;
  /** The path of the base URL, or nothing. */
  readonly basePath: string;
  /** Below the base URL, as on the wire. */
  readonly path: string;
  /** As on the wire. */
  readonly pairs: readonly string[];
}

const SEGMENTS = [
  'panel',
  'Issue',
  'board',
  'a%20b',
  'caf%C3%A9',
  'v2',
  '%7Bid%7D',
  'user%40home',
  'x.y',
  'Details',
  'o%27neil',
];
const NAMES = ['issueKey', 'project.id', 'filter[status]', 'ids[]', 'tab', 'q', 'Sort', 'view_id', 'é'];
const VALUES = [
  'AB-1',
  '10001',
  'in progress',
  'C++',
  'https://x.example/',
  'a,b',
  'Größe',
  "it's",
  '50%',
  '',
  'x/y',
  'true',
  'a&b',
];

/** What hosts append to the URL of an iframe. */
const HOST_PAIRS = [
  'lic=active',
  'cp=',
  'xdm_e=https%3A%2F%2Fexample.atlassian.net',
  `xdm_c=channel-${APP_KEY}__panel`,
  'cv=1001.0.0-SNAPSHOT',
];

/** Any good request: most of them of an iframe, as hosts make them. */
export function anyRequest(random: Random): GoodRequest {
  const length = 1 + random.below(3);
  const segments = Array.from({ length }, () => random.pick(SEGMENTS));
  const own = random.some(NAMES, 0.3).map((name) => pair(name, random.pick(VALUES)));
  const repeated = own.length > 0 && random.chance(0.25) ? [pair('ids[]', '2'), pair('ids[]', '1')] : [];
  return {
    method: 'GET',
    basePath: random.chance(0.4) ? random.pick(['/ctx', '/apps/notes', '/app']) : '',
    path: `/${segments.join('/')}`,
    pairs: [...own, ...repeated, ...HOST_PAIRS],
  };
}

export function pair(name: string, value: string): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(value).replaceAll("'", '%27')}`;
}

/** Path and query, as on the wire. */
export function targetOf({
  basePath,
  path,
  pairs,
}: Pick<GoodRequest, 'basePath' | 'path' | 'pairs'>): string {
  return basePath + path + (pairs.length === 0 ? '' : `?${pairs.join('&')}`);
}
