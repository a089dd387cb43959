/** All pages of the site: the guides in `docs`, the pages of the site itself, and a page for each code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, ROOT } from '../../tools/repository.ts';
import { createPage, pathOf, type Page } from './page.ts';
import { splitByCode } from './split-by-code.ts';

/** Documents of the root that are pages as well. */
const ROOT_DOCUMENTS = ['ARCHITECTURE.md', 'SECURITY.md', 'SUPPORT.md', 'CONTRIBUTING.md'];

const FOLDERS = ['docs/', 'site/pages/'];

/** Documents whose sections, or rows of a table, each explain a code, and where the pages of these codes are. */
const CODES: Readonly<Record<string, { readonly path: string; readonly plural: string }>> = {
  'docs/errors.md': { path: 'errors/', plural: 'errors' },
  'docs/client/errors.md': { path: 'client/errors/', plural: 'errors of the client' },
  'docs/server/refusals.md': { path: 'refusals/', plural: 'refusals' },
};

export function collectPages(): readonly Page[] {
  const files = [...ROOT_DOCUMENTS, ...listFiles(...FOLDERS.map((folder) => `${folder}*.md`))];
  const pages = files.map((file) => {
    const folder = FOLDERS.find((candidate) => file.startsWith(candidate)) ?? '';
    const markdown = readFileSync(join(ROOT, file), 'utf8');
    return createPage(pathOf(file.slice(folder.length)), file, markdown);
  });
  return [
    ...pages,
    ...pages.flatMap((page) => {
      const codes = CODES[page.source];
      return codes ? splitByCode(page, codes) : [];
    }),
  ];
}
