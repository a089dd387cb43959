import type { ContextKeys, ProductContext } from '../content/frame-context.ts';
import type { DialogLook } from '../modules/item-target.ts';
import type { SiteRequest } from '../site/site-request.ts';
import type { FrameData } from './frame-data.ts';

/** A web item that opens a dialog, for the scripts of the page. */
export interface ItemData {
  readonly app: string;
  readonly module: string;
  readonly name: string;
  readonly keys: ContextKeys;
  readonly productContext: ProductContext;
  readonly kind: 'dialog' | 'inline-dialog';
  readonly look: DialogLook;
  /** A macro's editor, in place of the module. */
  readonly editor?: boolean;
}

/** A page while it is rendered: each part adds its frames and items, and names them by their index. */
export interface PageParts {
  readonly request: SiteRequest;
  /** Where the modules of the page stand. */
  readonly keys: ContextKeys;
  readonly frames: FrameData[];
  readonly items: ItemData[];
}

/** Begins a page. */
export function startPage(request: SiteRequest, keys: ContextKeys = {}): PageParts {
  return { request, keys, frames: [], items: [] };
}

/** Records that a page was rendered. */
export function recordPage({ request }: PageParts, name: string): void {
  const { runtime, site, url } = request;
  runtime.timeline.record({
    kind: 'page',
    site: site.name,
    sentence: `Rendered ${name}.`,
    data: { path: url.pathname },
  });
}
