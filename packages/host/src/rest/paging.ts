/** A page of a list in Jira's first kind: `startAt`, `maxResults`, `total` and `isLast`. */
export function pageByOffset(
  all: readonly unknown[],
  query: URLSearchParams,
  name: string,
): Record<string, unknown> {
  const startAt = numberOf(query.get('startAt'), 0);
  const maxResults = numberOf(query.get('maxResults'), 50);
  const items = all.slice(startAt, startAt + maxResults);
  return {
    startAt,
    maxResults,
    total: all.length,
    isLast: startAt + maxResults >= all.length,
    [name]: items,
  };
}

/** A page of a list in Jira's second kind: `nextPageToken`, which the last page lacks. */
export function pageByToken(
  all: readonly unknown[],
  { token, size }: { readonly token: string | undefined; readonly size: number },
  name: string,
): Record<string, unknown> {
  const start = startOf(token);
  const next = start + size;
  const isLast = next >= all.length;
  return { [name]: all.slice(start, next), isLast, ...(!isLast && { nextPageToken: tokenOf(next) }) };
}

/** A page of a list of Confluence: `_links.next` has the cursor of the next one. */
export function pageByCursor(
  all: readonly unknown[],
  query: URLSearchParams,
  path: string,
): Record<string, unknown> {
  const limit = numberOf(query.get('limit'), 25);
  const start = startOf(query.get('cursor') ?? undefined);
  const next = start + limit;
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', tokenOf(next));
  return {
    results: all.slice(start, next),
    _links: next < all.length ? { next: `${path}?${parameters.toString()}` } : {},
  };
}

/** A number of a query, or the usual one. */
export function numberOf(text: string | null | undefined, usual: number): number {
  return text !== null && text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : usual;
}

/** Tokens are opaque for apps: they must pass them on as they are. */
function tokenOf(start: number): string {
  return Buffer.from(`start=${start}`).toString('base64');
}

function startOf(token: string | undefined): number {
  const [, start] = /^start=(\d{1,6})$/.exec(Buffer.from(token ?? '', 'base64').toString()) ?? [];
  return Number(start ?? 0);
}
