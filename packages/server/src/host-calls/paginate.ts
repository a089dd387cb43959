import { isRecord } from '@authbeat/core';
import { HostCallError } from './errors.ts';

/** Reads the page of this path and query. */
export type ReadPage = (path: string) => Promise<unknown>;

const LISTS = ['values', 'results', 'issues', 'comments', 'worklogs'] as const;
/** A search may have empty pages before its end, but not for ever. */
const MAX_EMPTY_PAGES = 20;

/**
 * The items of all pages, by whichever kind of paging the host uses.
 *
 * @param list the name of the list in each page, where it is none of the usual ones
 * @throws {HostCallError} `host_response_invalid` for a page of no kind, or pages that do not advance
 */
export async function* readPages(read: ReadPage, path: string, list?: string): AsyncGenerator<unknown, void> {
  let next: string | undefined = path;
  let emptyPages = 0;
  while (next !== undefined) {
    const page = await read(next);
    const items = itemsOf(page, list);
    if (!isRecord(page) || !items) throw invalid(path);
    yield* items;
    emptyPages = items.length === 0 ? emptyPages + 1 : 0;
    const following = followingPath(page, items.length, next);
    if (emptyPages > MAX_EMPTY_PAGES || following === next) throw invalid(path);
    next = following;
  }
}

function itemsOf(page: unknown, list: string | undefined): readonly unknown[] | undefined {
  if (!isRecord(page)) return undefined;
  const names = list === undefined ? LISTS : [list];
  return names.map((name) => page[name]).find((value): value is unknown[] => Array.isArray(value));
}

/** The path of the next page; `undefined` after the last one. */
function followingPath(
  page: Readonly<Record<string, unknown>>,
  count: number,
  path: string,
): string | undefined {
  const { _links: links, nextPageToken, isLast, startAt, total } = page;
  if (isRecord(links)) return followLink(links['next'], path);
  if (typeof nextPageToken === 'string' && isLast !== true) return withParameters(path, { nextPageToken });
  if (isLast === true || typeof startAt !== 'number' || count === 0) return undefined;
  const reached = startAt + count;
  if (typeof total === 'number' && reached >= total) return undefined;
  const before = Number(new URLSearchParams(queryOf(path)).get('startAt') ?? 0);
  if (!(reached > before)) throw invalid(path);
  return withParameters(path, { startAt: String(reached) });
}

/** The link's parameters on the path as it was asked for: a link to another place is not followed. */
function followLink(link: unknown, path: string): string | undefined {
  if (link === undefined || link === null) return undefined;
  const query = typeof link === 'string' ? queryOf(link) : '';
  if (query === '') throw invalid(path);
  return `${pathOf(path)}?${query}`;
}

function withParameters(path: string, changes: Readonly<Record<string, string>>): string {
  const parameters = new URLSearchParams(queryOf(path));
  for (const [name, value] of Object.entries(changes)) parameters.set(name, value);
  return `${pathOf(path)}?${parameters.toString()}`;
}

function pathOf(path: string): string {
  return path.split('?')[0] ?? '';
}

/** What follows the first question mark: others are part of the query. */
function queryOf(path: string): string {
  return path.slice(pathOf(path).length + 1);
}

function invalid(path: string): HostCallError {
  return new HostCallError('host_response_invalid', { method: 'GET', path: pathOf(path) });
}
