import { isRecord, type Module } from '@authbeat/core';
import { describeContext, type ContextKeys, type ProductContext } from '../content/frame-context.ts';
import type { Installation } from '../installation/installation.ts';
import type { Site } from '../site/site.ts';

/** A frame, for the scripts of the page. */
export interface FrameData {
  /** Its name in the timeline. */
  readonly id: string;
  readonly app: string;
  readonly module: string;
  readonly name: string;
  /** Built while the page is rendered. */
  readonly url: string;
  readonly keys: ContextKeys;
  readonly productContext: ProductContext;
  readonly ac?: Readonly<Record<string, string>>;
  /** `click`: loaded when its button is clicked, even with an expired token. `start`: loaded with the page. */
  readonly opens: 'click' | 'start';
  readonly fullWidth: boolean;
  /** For how many seconds after its expiry the app accepts a token, where that is known. */
  readonly leeway?: number;
  /** The height that the descriptor asks for, before the page in the frame sets its own. */
  readonly height?: string;
}

/** JSON has no infinity. */
const LONGEST_LEEWAY = 86_400;

export type FrameOptions = Pick<FrameData, 'id' | 'keys' | 'ac' | 'opens' | 'fullWidth'>;

/** Builds a frame's URL and collects what its page shows. */
export function describeFrame(
  site: Site,
  installation: Installation,
  module: Module,
  options: FrameOptions,
): FrameData {
  const { id, keys, ac, opens } = options;
  const height = readHeight(module);
  return {
    app: installation.descriptor.key,
    module: module.key,
    name: module.name,
    url: installation.moduleUrl(module.key, {
      ...keys,
      ...(ac && { ac }),
      opensWithPage: opens === 'start',
      frame: id,
    }),
    productContext: describeContext(site.data, keys),
    ...(height !== undefined && { height }),
    ...options,
    ...(installation.leeway !== undefined && { leeway: Math.min(installation.leeway, LONGEST_LEEWAY) }),
  };
}

/** The height of a web panel is in its layout, that of a macro in the macro. */
function readHeight({ source }: Module): string | undefined {
  const height = isRecord(source['layout']) ? source['layout']['height'] : source['height'];
  return typeof height === 'string' && /^\d{1,4}(?:px)?$/.test(height) ? height : undefined;
}
