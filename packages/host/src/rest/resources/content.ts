import { pageByCursor } from '../paging.ts';
import { notFound } from '../refusal.ts';
import type { ContentPage } from '../../content/pages.ts';
import type { Resource, RestCall } from '../resource.ts';

/** Pages of Confluence. */
export const CONTENT_RESOURCES: readonly Resource[] = [
  {
    method: 'GET',
    pattern: /^\/wiki\/api\/v2\/pages$/,
    scope: 'READ',
    respond: ({ site, query }) => ({
      value: pageByCursor(
        site.data.pages.map((page) => describePage(page, site)),
        query,
        '/wiki/api/v2/pages',
      ),
    }),
  },
  {
    method: 'GET',
    pattern: /^\/wiki\/api\/v2\/pages\/([^/]+)$/,
    scope: 'READ',
    respond: (call) => ({ value: describePage(pageOf(call), call.site) }),
  },
  {
    method: 'GET',
    pattern: /^(?:\/wiki)?\/rest\/api\/content\/([^/]+)$/,
    scope: 'READ',
    respond(call) {
      const { id, title } = pageOf(call);
      return { value: { id, type: 'page', status: 'current', title } };
    },
  },
];

function describePage(
  { id, title, space, version }: ContentPage,
  { data }: RestCall['site'],
): Record<string, unknown> {
  return {
    id,
    status: 'current',
    title,
    spaceId: data.findSpace(space)?.id,
    parentType: 'page',
    version: { number: version },
  };
}

function pageOf({ site, path: [id] }: RestCall): ContentPage {
  const page = site.data.pages.find((candidate) => candidate.id === id);
  if (!page) throw notFound('content');
  return page;
}
