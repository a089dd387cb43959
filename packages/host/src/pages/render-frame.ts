import type { Module } from '@authbeat/core';
import type { ContextKeys } from '../content/frame-context.ts';
import type { ShownModule } from '../modules/place-module.ts';
import { describeFrame, type FrameData } from './frame-data.ts';
import { markup, type Markup } from './markup.ts';
import type { PageParts } from './page-parts.ts';

/** What differs between the frames of a page. */
export interface FrameSlot {
  readonly opens: FrameData['opens'];
  readonly keys?: ContextKeys;
  readonly ac?: Readonly<Record<string, string>>;
  readonly fullWidth?: boolean;
  /** More controls in its title bar. None by default. */
  readonly controls?: Markup;
}

/** Renders a place for a frame; the script of the page fills it. */
export function renderFrame(
  parts: PageParts,
  { installation, module }: Pick<ShownModule, 'installation' | 'module'>,
  { opens, keys = parts.keys, ac, fullWidth = false, controls }: FrameSlot,
): { readonly index: number; readonly section: Markup } {
  const index = parts.frames.length;
  const { name } = module;
  const { runtime, site } = parts.request;
  const owner = { site: site.name, app: installation.descriptor.key, module: module.key, name };
  const { frame: id } = runtime.frames.open(owner);
  parts.frames.push(
    describeFrame(site, installation, module, { id, keys, opens, fullWidth, ...(ac && { ac }) }),
  );
  const heading = fullWidth ? markup`<h1>${name}</h1>` : markup`<h2>${name}</h2>`;
  const section = markup`<section class="panel${fullWidth && markup` page`}" data-frame="${index}" aria-label="${name}"${opens === 'click' && markup` hidden`}>
<header>${heading}<span class="lifetime" data-lifetime="${index}"></span>${controls}
<details class="menu"><summary class="button subtle" aria-label="Actions of ${name}">•••</summary>
<div class="menu-items"><button type="button" data-reload="${index}">Reload frame</button>${opens === 'click' && markup`<button type="button" data-close="${index}">Close</button>`}</div></details></header>
<div class="frame-place"></div>
</section>`;
  return { index, section };
}

/** Renders frames that load with the page. */
export function renderPanels(parts: PageParts, modules: readonly ShownModule[]): Markup[] {
  return modules.map((module) => renderFrame(parts, module, { opens: 'start' }).section);
}

/** A frame, and the button that opens it. */
export interface LateFrame {
  readonly button: Markup;
  readonly section: Markup;
}

/**
 * Renders a button and the frame that it opens.
 *
 * @param named the module that the button has its name from, where that is another one
 */
export function renderLate(
  parts: PageParts,
  shown: Pick<ShownModule, 'installation' | 'module'>,
  named: Module = shown.module,
  badge?: Markup,
): LateFrame {
  const { index, section } = renderFrame(parts, shown, { opens: 'click' });
  const button = markup`<button class="button" type="button" data-opens="${index}" disabled>${named.name}${badge}</button>`;
  return { button, section };
}
