import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startApp } from '../support/app.ts';
import { judge, startRestHost } from '../support/rest-host.ts';
import { readPages } from '../../src/host-calls/paginate.ts';

const ALL = [1, 2, 3, 4, 5, 6, 7];
type Page = Record<string, unknown>;

/** Hosts of each kind, as functions of path and query; `size` items a page. */
const KINDS: Record<string, (parameters: URLSearchParams, all: readonly unknown[], size: number) => Page> = {
  'startAt and total': (parameters, all, size) => {
    const startAt = Number(parameters.get('startAt') ?? 0);
    return { startAt, maxResults: size, total: all.length, comments: all.slice(startAt, startAt + size) };
  },
  'startAt and isLast': (parameters, all, size) => {
    const startAt = Number(parameters.get('startAt') ?? 0);
    return { startAt, isLast: startAt + size >= all.length, values: all.slice(startAt, startAt + size) };
  },
  nextPageToken: (parameters, all, size) => {
    const start = Number(parameters.get('nextPageToken')?.slice(1) ?? 0);
    const next = start + size < all.length && { nextPageToken: `t${start + size}` };
    return { issues: all.slice(start, start + size), isLast: !next, ...next };
  },
  '_links.next': (parameters, all, size) => {
    const start = Number(parameters.get('cursor') ?? 0);
    const next = start + size < all.length && { next: `/wiki/api/v2/pages?limit=2&cursor=${start + size}` };
    return { results: all.slice(start, start + size), _links: { base: 'https://evil.example', ...next } };
  },
};

async function collect(
  read: (path: string) => unknown,
  path = '/rest/list?a=b',
  list?: string,
): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of readPages(async (page) => read(page), path, list)) {
    items.push(item);
    if (items.length > 1000) throw new Error('It does not end.');
  }
  return items;
}

const parametersOf = (path: string): URLSearchParams => new URLSearchParams(path.split('?')[1]);

describe('the pages of a list', () => {
  it.each(Object.entries(KINDS))('are all read by %s, whatever their size', async (_, host) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(), { maxLength: 20 }),
        fc.integer({ min: 1, max: 7 }),
        async (all, size) => {
          expect(await collect((path) => host(parametersOf(path), all, size))).toEqual(all);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('keep a query with a question mark in it', async () => {
    const links: Record<string, string> = { '/rest/list?q=why?': '/rest/list?q=why?&cursor=2' };
    const read: string[] = [];
    await collect((path) => {
      read.push(path);
      return { results: [1], _links: { next: links[path] } };
    }, '/rest/list?q=why?');
    expect(read).toEqual(['/rest/list?q=why?', '/rest/list?q=why?&cursor=2']);
  });

  it('keep the path and the other parameters, and are fetched one by one, each signed', async () => {
    const host = KINDS['nextPageToken'];
    const rest = await startRestHost(({ url }) => ({ body: host?.(parametersOf(url), ALL, 3) }));
    const app = await startApp();
    const site = await app.installedSite('tenant-a', rest.origin);
    const read: unknown[] = [];
    for await (const item of app.authbeat.host('tenant-a').paginate<number>('/rest/search?jql=a%20%3D%20b')) {
      read.push(item);
      if (item === 4) break;
    }
    expect(read).toEqual([1, 2, 3, 4]);
    expect(rest.requests.map(({ url }) => url)).toEqual([
      '/rest/search?jql=a%20%3D%20b',
      '/rest/search?jql=a+%3D+b&nextPageToken=t3',
    ]);
    for (const request of rest.requests) judge(request, site.secret, site.url);
  });

  it('are read from the list that is named', async () => {
    expect(
      await collect(() => ({ dashboards: [1], values: [2], isLast: true }), '/rest', 'dashboards'),
    ).toEqual([1]);
  });

  it.each<[string, (path: string) => unknown]>([
    ['no object', () => [1, 2]],
    ['without a list', () => ({ startAt: 0, total: 1 })],
    ['with a list that is none', () => ({ values: 'abc' })],
    ['with the same token for ever', () => ({ issues: [1], nextPageToken: 'same' })],
    ['with new tokens and no items', () => ({ issues: [], nextPageToken: `t${Math.random()}` })],
    ['that goes back', () => ({ startAt: -5, total: 99, values: [1] })],
    ['that does not advance', () => ({ startAt: 0, total: 99, values: [1] })],
    ['with a link that has no query', () => ({ results: [1], _links: { next: 'https://evil.example/' } })],
    ['with a link that is no text', () => ({ results: [1], _links: { next: { href: '/' } } })],
  ])('end with an error for a page %s', async (_, read) => {
    await expect(collect(read)).rejects.toMatchObject({ code: 'host_response_invalid' });
  });

  it('are asked for on the path of the first, wherever a link leads', async () => {
    const paths: string[] = [];
    await collect((path) => {
      paths.push(path);
      return {
        results: [1],
        _links: paths.length === 1 ? { next: 'https://evil.example/other?cursor=2' } : {},
      };
    });
    expect(paths).toEqual(['/rest/list?a=b', '/rest/list?cursor=2']);
  });
});
