import { CHECK_IDS } from '@authbeat/scanner';
import { REFUSAL_CODES } from '@authbeat/core';
import { CAUSES } from '@authbeat/core/inspect';
import { describe, expect, it } from 'vitest';
import { collectPages } from '../content/collect.ts';
import { groupPages } from '../content/navigation.ts';
import { createPage } from '../content/page.ts';
import { splitByCode } from '../content/split-by-code.ts';
import { openHighlighter } from '../render/highlight.ts';
import { renderDocument } from '../render/layout.ts';
import { createLinks, relativeTo } from '../render/links.ts';
import { renderMarkdown } from '../render/markdown.ts';

const PAGES = collectPages();
const highlighter = await openHighlighter();
const render = (markdown: string): string =>
  renderMarkdown(createPage('a/b/', 'docs/a/b.md', `# Title\n\n${markdown}`), createLinks(PAGES), highlighter)
    .html;

describe('the pages of the site', () => {
  it.each([
    ['check', CHECK_IDS.map((id) => `checks/${id}/`)],
    ['cause', Object.keys(CAUSES).map((id) => `causes/${id}/`)],
    ['refusal', Object.values(REFUSAL_CODES).map((code) => `refusals/${code}/`)],
  ])('explain every %s', (_kind, paths) => {
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !PAGES.some((page) => page.path === path))).toEqual([]);
  });

  it('have an address each', () => {
    expect(new Set(PAGES.map(({ path }) => path)).size).toBe(PAGES.length);
  });

  it('are all in the contents, once', () => {
    const listed = groupPages(PAGES).flatMap(({ pages }) => pages.map(({ path }) => path));
    expect(listed.toSorted()).toEqual(
      PAGES.map(({ path }) => path)
        .filter((path) => path !== '')
        .toSorted(),
    );
  });

  it('for codes have the text of their section, and not that of the next', () => {
    const page = createPage(
      'errors/',
      'docs/errors.md',
      '# Errors\n\n### `first_code`\n\nOne.\n\n## Other\n\nTwo.\n',
    );
    const [split] = splitByCode(page, { path: 'errors/', plural: 'errors' });
    expect(split?.path).toBe('errors/first_code/');
    expect(split?.markdown).toContain('One.');
    expect(split?.markdown).not.toContain('Two.');
  });

  it('for codes of a table have the cells of their row', () => {
    const table = '| code | what to do |\n| --- | --- |\n| `offline` | wait |\n| `closed` | open |\n';
    const page = createPage('errors/', 'docs/errors.md', `# Errors\n\n${table}`);
    const split = splitByCode(page, { path: 'errors/', plural: 'errors' });
    expect(split.map(({ path }) => path)).toEqual(['errors/offline/', 'errors/closed/']);
    expect(split[0]?.markdown).toContain('**What to do:** wait.');
  });
});

describe('a link', () => {
  it('leads to the page of the document, or to the file in the repository', () => {
    expect(render('[a](../server/options.md#limits)')).toContain('href="../../server/options/#limits"');
    expect(render('[a](../../packages/core)')).toContain('/blob/main/packages/core"');
    expect(render('[a](https://www.atlassian.com/)')).toContain('href="https://www.atlassian.com/"');
  });

  it('of every page leads to a page and a heading that exist', () => {
    const links = createLinks(PAGES);
    // Code has no links, and to colour it takes most of the time.
    const plain = { highlight: () => '', css: () => '' };
    const html = new Map(PAGES.map((page) => [page.path, renderMarkdown(page, links, plain).html]));
    const dead = [...html].flatMap(([path, text]) =>
      [...text.matchAll(/href="(?!https?:|mailto:)([^"]*)"/g)].flatMap(([, href = '']) => {
        const { pathname, hash } = new URL(href, `https://site/${path}`);
        const target = html.get(pathname.slice(1));
        const id = decodeURIComponent(hash.slice(1));
        return target !== undefined && (id === '' || target.includes(`id="${id}"`))
          ? []
          : [`${path}: ${href}`];
      }),
    );
    expect(dead).toEqual([]);
  });

  it('to a page of the site that does not exist fails the build', () => {
    expect(() => render('[a](/nothing/)')).toThrow('the site has no page /nothing/');
  });

  it('is relative, so that the site works below any path', () => {
    expect(relativeTo('', 'a/b/')).toBe('a/b/');
    expect(relativeTo('a/b/', '')).toBe('../../');
    expect(relativeTo('a/b/', 'a/b/')).toBe('./');
    expect(relativeTo('a/b/', 'a/c/')).toBe('../c/');
  });
});

describe('a page', () => {
  it('has no HTML but its own: what a document contains is text', () => {
    expect(render('<script>alert(1)</script> <img src=x onerror=alert(1)>')).not.toMatch(/<(?:script|img)/);
    expect(render('```ts\nconst a = "<b>";\n```')).not.toContain('<b>');
  });

  it('may send nothing to anyone', () => {
    const page = createPage('a/b/', 'docs/a/b.md', '# Title');
    const html = renderDocument(page, { html: '', headings: [] }, []);
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'none'");
    expect(policy).toContain("form-action 'none'");
    expect(policy).not.toContain('unsafe');
  });
});
