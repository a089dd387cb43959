import { fillModuleUrl, isRecord, type Module } from '@authbeat/core';
import { contextQuery, variablesOf, type ContextKeys } from '../content/frame-context.ts';
import type { Installation } from '../installation/installation.ts';
import type { Site } from '../site/site.ts';

/** How a dialog of a web item looks. */
export interface DialogLook {
  readonly header?: string;
  readonly size?: string;
  readonly width?: string;
  readonly height?: string;
  readonly chrome?: boolean;
}

/** What a click on a web item opens. */
export type ItemTarget =
  | { readonly kind: 'link'; readonly href: string }
  | {
      readonly kind: 'dialog' | 'inline-dialog';
      /** The key of the module in the frame. */
      readonly module: string;
      readonly look: DialogLook;
    };

const DIALOGS: ReadonlyMap<unknown, 'dialog' | 'inline-dialog'> = new Map([
  ['dialog', 'dialog'],
  ['dialogmodule', 'dialog'],
  ['inlinedialog', 'inline-dialog'],
] as const);

/**
 * Finds out what a web item or a byline item opens. Its URL is relative to the app, with `context: "product"` to the
 * host, and with `context: "page"` it is the key of a page, unless it begins with `/`.
 */
export function readItemTarget(
  site: Site,
  installation: Installation,
  module: Module,
  keys: ContextKeys,
): ItemTarget {
  const { target } = module.source;
  const { type, options } = isRecord(target) ? target : { type: target, options: undefined };
  const page = readPageKey(installation, module);
  const kind = DIALOGS.get(type);
  if (kind !== undefined) {
    const look = isRecord(options) ? options : {};
    const opened = type === 'dialogmodule' && typeof look['key'] === 'string' ? look['key'] : page;
    return { kind, module: opened ?? module.key, look: readLook(look) };
  }
  return { kind: 'link', href: linkOf(site, installation, module, page, keys) };
}

function linkOf(
  site: Site,
  installation: Installation,
  module: Module,
  page: string | undefined,
  keys: ContextKeys,
): string {
  const { key: appKey, baseUrl } = installation.descriptor;
  const template = module.url ?? '';
  const variables = variablesOf(site.data, keys);
  if (page !== undefined) return site.pageUrl(installation, page) + contextQuery(keys);
  if (module.source['context'] === 'product')
    return fillModuleUrl({ template, baseUrl: site.hostBaseUrl, variables }) ?? site.hostBaseUrl;
  return /^https?:/i.test(template) && fillModuleUrl({ template, baseUrl, variables }) === undefined
    ? // Another site's page, which gets no token.
      template
    : `${site.hostBaseUrl}/plugins/servlet/ac-redirect/${appKey}/${encodeURIComponent(module.key)}${contextQuery(keys)}`;
}

/** The key of the page that a web item opens, if it names one. */
function readPageKey({ modules }: Installation, { url, source }: Module): string | undefined {
  return source['context'] === 'page' && modules.some(({ key }) => key === url) ? url : undefined;
}

function readLook({ header, size, width, height, chrome }: Readonly<Record<string, unknown>>): DialogLook {
  const title = isRecord(header) ? header['value'] : header;
  return {
    ...(typeof title === 'string' && { header: title }),
    ...(typeof size === 'string' && { size }),
    ...(isLength(width) && { width: String(width) }),
    ...(isLength(height) && { height: String(height) }),
    ...(typeof chrome === 'boolean' && { chrome }),
  };
}

function isLength(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && /^\d+(?:px|%)?$/.test(value));
}
