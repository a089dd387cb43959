import { isRecord, type Module } from '@authbeat/core';
import { contextQuery } from '../content/frame-context.ts';
import type { Macro, SiteData } from '../content/site-data.ts';
import { editorOf } from '../installation/macro-editor.ts';
import type { ShownModule } from '../modules/place-module.ts';
import { markup, type Markup } from './markup.ts';
import type { PageParts } from './page-parts.ts';
import { renderFrame } from './render-frame.ts';
import { renderItemButton } from './render-items.ts';

/** A macro in the body of a page: a frame, or the markup that the app responds with. */
export function renderMacro(parts: PageParts, shown: ShownModule): Markup {
  const { installation, module, form } = shown;
  const { site } = parts.request;
  const macro = useMacro(site.data, installation.descriptor.key, module);
  const keys = { ...parts.keys, macro: macro.id };
  if (form === 'static-macro') return renderStatic(installation.descriptor.key, module, contextQuery(keys));
  const editor = editorOf(module);
  const controls =
    editor &&
    renderItemButton(
      parts,
      {
        app: installation.descriptor.key,
        module: module.key,
        name: editor.title,
        keys,
        kind: 'dialog',
        look: { header: editor.title, width: editor.width, height: editor.height },
        editor: true,
      },
      'Edit',
    );
  return renderFrame(parts, shown, { opens: 'start', keys, ...(controls && { controls }) }).section;
}

/** Without scripts, and without a way out of its frame. */
function renderStatic(app: string, { key, name }: Module, query: string): Markup {
  const source = `/host/static-macro/${app}/${encodeURIComponent(key)}${query}`;
  return markup`<section class="panel" aria-label="${name}"><header><h2>${name}</h2></header>
<iframe class="static-macro" title="${name}" sandbox="allow-same-origin" src="${source}"></iframe></section>`;
}

/** The macro of an app, with the default values of its parameters until an editor saves others. */
function useMacro(data: SiteData, appKey: string, { key, source }: Module): Macro {
  const id = `${appKey}.${key}`;
  const found = data.macros.get(id);
  if (found) return found;
  const parameters = Array.isArray(source['parameters']) ? source['parameters'].filter(isRecord) : [];
  const values = parameters.flatMap(({ identifier, defaultValue }) =>
    typeof identifier === 'string'
      ? [[identifier, typeof defaultValue === 'string' ? defaultValue : '']]
      : [],
  );
  const macro = { id, parameters: Object.fromEntries(values) as Record<string, string>, body: '' };
  data.macros.set(id, macro);
  return macro;
}
