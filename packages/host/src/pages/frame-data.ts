import type { Module } from '@authbeat/core';
import type { Installation } from '../installation/installation.ts';
import { findIssue } from '../content/issues.ts';
import { productContextOf, type ProductContext } from '../content/product-context.ts';

/** A frame, for the scripts of the page. */
export interface FrameData {
  readonly app: string;
  readonly module: string;
  readonly name: string;
  /** Built while the page is rendered. */
  readonly url: string;
  readonly issue?: string;
  readonly productContext: ProductContext;
  readonly ac?: Readonly<Record<string, string>>;
  /** `click`: loaded when its button is clicked, even with an expired token. `start`: loaded with the page. */
  readonly opens: 'click' | 'start';
  readonly fullWidth: boolean;
  /** For how many seconds after its expiry the app accepts a token, where that is known. */
  readonly leeway?: number;
}

/** JSON has no infinity. */
const LONGEST_LEEWAY = 86_400;

export type FrameOptions = Pick<FrameData, 'issue' | 'ac' | 'opens' | 'fullWidth'>;

/** Builds a frame's URL and collects what its page shows. */
export function describeFrame(installation: Installation, module: Module, options: FrameOptions): FrameData {
  const { issue, ac, opens } = options;
  return {
    app: installation.descriptor.key,
    module: module.key,
    name: module.name,
    url: installation.moduleUrl(module.key, {
      ...(issue !== undefined && { issue }),
      ...(ac && { ac }),
      opensWithPage: opens === 'start',
    }),
    productContext: productContextOf(issue === undefined ? undefined : findIssue(issue)),
    ...options,
    ...(installation.leeway !== undefined && { leeway: Math.min(installation.leeway, LONGEST_LEEWAY) }),
  };
}
