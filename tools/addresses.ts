/** Where the project is in public. `package.json` of the root has these addresses; everything else must agree. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './repository.ts';

interface RootManifest {
  readonly homepage: string;
  readonly bugs: string;
  readonly repository: { readonly url: string };
}

/** The addresses in the root's `package.json`. */
export const ADDRESSES = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as RootManifest;

/** The repository, as a browser opens it. */
export const REPOSITORY = ADDRESSES.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

/** The file of the repository that a public address shows; `undefined` for addresses of others. */
export function fileAt(url: string): string | undefined {
  const path = decodeURI(url.replace(/[?#].*$/, ''));
  if (path.startsWith(`${REPOSITORY}/`))
    return /^\/(?:blob|tree)\/main\/(.+)$/.exec(path.slice(REPOSITORY.length))?.[1];
  if (path !== ADDRESSES.homepage && !path.startsWith(`${ADDRESSES.homepage}/`)) return undefined;
  const page = path.slice(ADDRESSES.homepage.length).replaceAll(/^\/|\/$/g, '');
  const candidates = [
    `docs/${page}.md`,
    `docs/${page}/README.md`,
    `site/pages/${page}.md`,
    `site/public/${page}`,
  ];
  return page === '' ? 'docs' : (candidates.find((file) => existsSync(join(ROOT, file))) ?? candidates[0]);
}
