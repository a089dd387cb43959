import MiniSearch from 'minisearch';
import type { Page } from '../content/page.ts';
import type { Rendered } from './markdown.ts';
import { SEARCH_OPTIONS } from './search-options.ts';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly page: string;
  readonly text: string;
}

/** The index of all sections, as a script: pages may load scripts of the site, and nothing else. */
export function buildSearchIndex(pages: readonly (Page & Rendered)[]): string {
  const search = new MiniSearch<Section>(SEARCH_OPTIONS);
  search.addAll(pages.flatMap(sectionsOf));
  return `export const index = ${JSON.stringify(JSON.stringify(search))};\n`;
}

/** A page is cut at its headings, so that a result leads to the right place. */
function sectionsOf({ path, title, html }: Page & Rendered): readonly Section[] {
  return html.split(/(?=<h[12] id=")/).flatMap((part) => {
    const [, level, id = '', heading = ''] = /^<h([12]) id="([^"]*)">(.*?)<\/h\1>/s.exec(part) ?? [];
    if (level === undefined) return [];
    const text = textOf(part.slice(part.indexOf('</h')));
    return [
      {
        id: level === '1' ? path : `${path}#${id}`,
        title: textOf(heading).replace(/ #$/, ''),
        page: title,
        text,
      },
    ];
  });
}

function textOf(html: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .replaceAll(/\s+/g, ' ')
    .trim();
}
