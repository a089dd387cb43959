import type { Page } from './page.ts';

/** One group of the contents. */
export interface Group {
  readonly title: string;
  readonly pages: readonly Page[];
}

/**
 * Which addresses belong to which group, in their order. An entry that ends in `*` stands for all pages that begin
 * with it and are in no other group. What no entry names comes last, so that no page is unreachable.
 */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Start: ['start/connect/', 'start/forge/', 'start/ace/', 'start/gateway/', 'start/*', 'guides/*'],
  Concepts: ['concepts/late-panel/', 'concepts/token-life/', 'concepts/doors/', 'glossary/', 'architecture/'],
  Server: ['server/options/', 'server/deployment/', 'server/*', 'adapters/*', 'frameworks/*', 'stores/*'],
  Gateway: ['gateway/', 'gateway/*'],
  Client: ['client/guide/', 'client/sources/', 'client/recipes/', 'client/errors/', 'browsers/', 'client/*'],
  Security: ['security/', 'security/*'],
  Testing: ['local-forge-host/', 'check/', 'inspect/', 'playground/', 'checks/', 'checks/*'],
  Reference: ['protocol/', 'support/', 'performance/', 'errors/', 'errors/*', 'refusals/', 'refusals/*'],
  Causes: ['causes/', 'causes/*'],
  API: ['api/', 'api/*'],
  More: ['*'],
};

/** Puts the pages into groups. The first page of the site is in none. */
export function groupPages(pages: readonly Page[]): readonly Group[] {
  const left = new Map(pages.filter(({ path }) => path !== '').map((page) => [page.path, page]));
  const named = new Set(Object.values(GROUPS).flat());
  const take = (entry: string): readonly Page[] => {
    const found = entry.endsWith('*')
      ? [...left.values()].filter(({ path }) => path.startsWith(entry.slice(0, -1)) && !named.has(path))
      : [left.get(entry)].filter((page) => page !== undefined);
    for (const { path } of found) left.delete(path);
    return found;
  };
  return Object.entries(GROUPS)
    .map(([title, entries]) => ({ title, pages: entries.flatMap(take) }))
    .filter(({ pages: grouped }) => grouped.length > 0);
}
