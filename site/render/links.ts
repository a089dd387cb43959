/** Where the links of a page lead on the site. */
import { dirname, posix } from 'node:path';
import { fileAt, REPOSITORY } from '../../tools/addresses.ts';
import type { Page } from '../content/page.ts';

/** The way from one page to another address of the site, so that the site works below any path. */
export function relativeTo(path: string, target: string): string {
  const way = posix.relative(`/${path}`, `/${target}`);
  const isFolder = target === '' || target.endsWith('/');
  return isFolder ? `${way || '.'}/` : way;
}

/** Rewrites the links of pages. */
export interface Links {
  /** @throws {Error} when the link is to a page of the site that does not exist */
  resolve(page: Page, link: string): string;
  /** Files of the repository that pages show, with their addresses on the site. */
  readonly files: ReadonlyMap<string, string>;
}

export function createLinks(pages: readonly Page[]): Links {
  const paths = new Set(pages.map(({ path }) => path));
  const bySource = new Map(pages.toReversed().map(({ source, path }) => [source, path]));
  const files = new Map<string, string>();

  const resolve = (page: Page, link: string): string => {
    const [target = '', anchor] = link.split('#');
    const suffix = anchor === undefined ? '' : `#${anchor}`;
    if (target === '') return link;
    if (target.startsWith('/')) {
      if (!paths.has(target.slice(1))) throw new Error(`${page.source}: the site has no page ${target}.`);
      return relativeTo(page.path, target.slice(1)) + suffix;
    }
    if (/^[a-z]+:/.test(target) && fileAt(target) === undefined) return link;
    const file = fileAt(target) ?? posix.normalize(posix.join(dirname(page.source), decodeURI(target)));
    const path = bySource.get(file) ?? bySource.get(`${file.replace(/\/$/, '')}/README.md`);
    if (path !== undefined) return relativeTo(page.path, path) + suffix;
    if (!/\.(?:png|svg|webp|gif)$/.test(file)) return `${REPOSITORY}/blob/main/${file}${suffix}`;
    const address = `images/${posix.basename(file)}`;
    files.set(file, address);
    return relativeTo(page.path, address);
  };
  return { resolve, files };
}
