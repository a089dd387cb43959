import type { Module } from '@authbeat/core';
import type { Installation } from '../app/installation.ts';
import { findIssue } from '../site/issues.ts';
import { productContextOf, type ProductContext } from '../site/product-context.ts';

/** A frame as the page's scripts are given it. */
export interface FrameData {
  readonly app: string;
  readonly module: string;
  readonly name: string;
  /** Made while the page is rendered. */
  readonly url: string;
  readonly issue?: string;
  readonly productContext: ProductContext;
  readonly ac?: Readonly<Record<string, string>>;
  /** `click`: loaded when the button is clicked, without a look at its token. `start`: with the page. */
  readonly opens: 'click' | 'start';
  readonly fullWidth: boolean;
}

export type FrameOptions = Pick<FrameData, 'issue' | 'ac' | 'opens' | 'fullWidth'>;

/** Makes a frame's URL and what else its page must know. */
export function describeFrame(installation: Installation, module: Module, options: FrameOptions): FrameData {
  const { issue, ac } = options;
  return {
    app: installation.descriptor.key,
    module: module.key,
    name: module.name,
    url: installation.moduleUrl(module.key, { ...(issue !== undefined && { issue }), ...(ac && { ac }) }),
    productContext: productContextOf(issue === undefined ? undefined : findIssue(issue)),
    ...options,
  };
}
