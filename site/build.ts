/**
 * Builds the documentation site: `npm run site` writes it to `site/dist`.
 *
 * With `api: false` it leaves out the reference of the packages, which takes most of the time.
 */
import { copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../tools/repository.ts';
import { writeReference } from './api/write-reference.ts';
import { collectPages } from './content/collect.ts';
import { groupPages } from './content/navigation.ts';
import type { Page } from './content/page.ts';
import { renderDocument } from './render/layout.ts';
import { createLinks } from './render/links.ts';
import { openHighlighter } from './render/highlight.ts';
import { renderMarkdown } from './render/markdown.ts';
import { PLAYGROUND } from './render/playground.ts';
import { buildSearchIndex } from './render/search-index.ts';

const ASSETS = join(import.meta.dirname, 'assets');

export interface SiteOptions {
  /** The folder to write to. What it has is removed first. */
  readonly output: string;
  readonly api?: boolean;
}

/** @throws {Error} when a page links to one that does not exist */
export async function buildSite({ output, api = true }: SiteOptions): Promise<readonly Page[]> {
  const pages = [...collectPages(), ...(api ? await writeReference() : [])];
  const links = createLinks(pages);
  const highlighter = await openHighlighter();
  const groups = groupPages(pages);
  const rendered = pages.map((page) => ({ ...page, ...renderMarkdown(page, links, highlighter) }));

  await rm(output, { recursive: true, force: true });
  await mkdir(join(output, 'assets'), { recursive: true });
  for (const page of rendered) {
    const html = page.path === 'playground/' ? page.html + PLAYGROUND : page.html;
    const file = join(output, page.path, 'index.html');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, renderDocument(page, { ...page, html }, groups));
  }
  for (const [file, address] of links.files) {
    await mkdir(dirname(join(output, address)), { recursive: true });
    await copyFile(join(ROOT, file), join(output, address));
  }
  await cp(join(ASSETS, 'icon.svg'), join(output, 'assets/icon.svg'));
  await writeFile(join(output, 'assets/search-index.js'), buildSearchIndex(rendered));
  await buildAssets(join(output, 'assets'), highlighter.css());
  return pages;
}

async function buildAssets(outdir: string, codeStyle: string): Promise<void> {
  const entries = ['site.ts', 'search.ts', 'playground.ts', 'style.css'];
  await build({
    entryPoints: entries.map((name) => join(ASSETS, name)),
    outdir,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['authbeat-source'],
    logLevel: 'error',
    // Written after bundling: the classes of highlighted code.
    footer: { css: codeStyle },
  });
}

if (import.meta.main) {
  const pages = await buildSite({ output: join(import.meta.dirname, 'dist') });
  console.log(`${pages.length} pages are in site/dist.`);
}
