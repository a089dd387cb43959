import { LIFECYCLE_EVENTS, listDeclaredUrls, type Descriptor } from '@authbeat/core';
import { readTemplate } from './pattern.ts';
import type { Identity, Route } from './route.ts';

/** The routes that a descriptor declares: pages, shells, webhooks and lifecycle calls. */
export function readDescriptorRoutes(descriptor: Descriptor, pageIdentity: Identity): readonly Route[] {
  const { baseUrl, lifecycle, modules } = descriptor;
  const declared = listDeclaredUrls(modules).flatMap((url): readonly Route[] => {
    const path = url.relativeTo === 'app' ? pathOf(url.template, baseUrl) : undefined;
    // A condition is asked by the host's server: its token is judged by the upstream.
    if (path === undefined || url.kind === 'condition') return [];
    const common = { pattern: readTemplate(path), namedBy: url.declaredBy };
    if (url.kind === 'webhook') return [{ ...common, door: 'webhook', methods: 'POST' }];
    if (url.cacheable) return [{ ...common, door: 'shell', methods: 'read' }];
    return [{ ...common, door: 'page', methods: 'read', identity: pageIdentity }];
  });
  const calls = LIFECYCLE_EVENTS.flatMap((event): readonly Route[] => {
    const path = lifecycle[event] === undefined ? undefined : pathOf(lifecycle[event], baseUrl);
    if (path === undefined) return [];
    return [
      {
        door: 'lifecycle',
        pattern: readTemplate(path),
        methods: 'POST',
        namedBy: `lifecycle/${event}`,
        event,
      },
    ];
  });
  return [...calls, ...declared];
}

/** The path of a URL of the descriptor, with the path of the base URL; `undefined` when it is not the app's. */
function pathOf(template: string, baseUrl: string): string | undefined {
  const origin = new URL(baseUrl).origin;
  const absolute = /^https?:\/\//i.test(template) ? template : `${baseUrl}/${template.replace(/^\/+/, '')}`;
  if (!absolute.startsWith(`${origin}/`) && absolute !== origin) return undefined;
  const [path = ''] = absolute.slice(origin.length).split(/[?#]/);
  return path === '' ? '/' : path;
}
