import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { Marked, type Tokens } from 'marked';
import { anchorOf } from '../../tools/anchors.ts';
import { ROOT } from '../../tools/repository.ts';
import type { Page } from '../content/page.ts';
import { escape, type Highlighter } from './highlight.ts';
import type { Links } from './links.ts';

/** A heading below the title. */
export interface Heading {
  readonly id: string;
  readonly text: string;
  readonly depth: number;
}

/** A page as HTML, with what a search needs. */
export interface Rendered {
  readonly html: string;
  readonly headings: readonly Heading[];
}

/** The only HTML that pages may have: the anchors that TypeDoc writes. */
const ANCHOR = /^(?:<a id="[\w-]+">|<\/a>)+$/;

/** Renders the Markdown of a page. */
export function renderMarkdown(page: Page, links: Links, highlighter: Highlighter): Rendered {
  const headings: Heading[] = [];
  const ids = new Map<string, number>();
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }: Tokens.Heading) {
        const id = uniqueId(anchorOf(plain(text)), ids);
        if (depth > 1) headings.push({ id, text: plain(text), depth });
        const anchor =
          depth > 1 ? ` <a class="anchor" href="#${id}" aria-hidden="true" tabindex="-1">#</a>` : '';
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}${anchor}</h${depth}>\n`;
      },
      code({ text, lang = '' }: Tokens.Code) {
        const [language = ''] = lang.split(' ');
        return `<pre tabindex="0"><code>${highlighter.highlight(text, language)}</code></pre>\n`;
      },
      table(token: Tokens.Table) {
        const cells = (row: readonly Tokens.TableCell[], tag: 'th' | 'td'): string =>
          row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('');
        const rows = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n');
        return `<div class="table" tabindex="0"><table><thead><tr>${cells(token.header, 'th')}</tr></thead>\n<tbody>${rows}</tbody></table></div>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        return `<a href="${escape(links.resolve(page, href))}">${this.parser.parseInline(tokens)}</a>`;
      },
      image({ href, text }: Tokens.Image) {
        if (href.endsWith('.svg')) return drawing(page, href, text);
        return `<img src="${escape(links.resolve(page, href))}" alt="${escape(text)}" loading="lazy">`;
      },
      html: ({ text }: Tokens.HTML | Tokens.Tag) =>
        text.startsWith('<!--') ? '' : ANCHOR.test(text) ? text : escape(text),
    },
  });
  return { html: marked.parse(page.markdown, { async: false }), headings };
}

/** A drawing becomes a part of the page, so that it has the page's colours and fonts. */
function drawing({ source }: Page, href: string, text: string): string {
  const svg = readFileSync(join(ROOT, posix.join(posix.dirname(source), href)), 'utf8');
  return `<span class="figure" tabindex="0">${svg.trim().replace('<svg', `<svg role="img" aria-label="${escape(text)}"`)}</span>`;
}

/** The text of a heading, without the marks of Markdown. */
function plain(text: string): string {
  return text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '');
}

function uniqueId(anchor: string, ids: Map<string, number>): string {
  const count = ids.get(anchor) ?? 0;
  ids.set(anchor, count + 1);
  return count === 0 ? anchor : `${anchor}-${count}`;
}
