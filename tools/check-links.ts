/** Links in the documents to files of the repository, relative or public, lead to files and headings that exist. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileAt } from './addresses.ts';
import { anchorOf } from './anchors.ts';
import { listFiles, report, ROOT } from './repository.ts';

// A link that begins with a slash is to a page of the site, whose build checks it.
const LINK = /\]\((?!mailto:|\/)([^)#\s]*)(?:#([^)\s]+))?\)/g;

function withoutCode(text: string): string {
  const blank = (code: string): string => code.replaceAll(/[^\n]/g, ' ');
  return text.replaceAll(/^( *)(`{3,}).*\n[^]*?^\1\2 *$/gm, blank).replaceAll(/`[^`\n]+`/g, blank);
}

function hasAnchor(path: string, anchor: string): boolean {
  const headings = readFileSync(path, 'utf8').matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].some(([, heading = '']) => anchorOf(heading) === anchor);
}

/** The file that a link leads to; `undefined` for addresses of others. */
function targetOf(document: string, link: string): string | undefined {
  if (link === '') return join(ROOT, document);
  if (!/^https?:/.test(link)) return resolve(ROOT, dirname(document), decodeURI(link));
  const file = fileAt(link);
  return file === undefined ? undefined : join(ROOT, file);
}

function problemOf(document: string, link: string, anchor: string | undefined): string | undefined {
  const target = targetOf(document, link);
  if (target === undefined) return undefined;
  if (!existsSync(target)) return `${relative(ROOT, target)} does not exist`;
  const missing = anchor !== undefined && target.endsWith('.md') && !hasAnchor(target, anchor);
  return missing ? `${relative(ROOT, target)} has no heading #${anchor}` : undefined;
}

const problems = listFiles('*.md').flatMap((document) => {
  const text = withoutCode(readFileSync(join(ROOT, document), 'utf8'));
  return [...text.matchAll(LINK)].flatMap(({ 1: link = '', 2: anchor, index }) => {
    const problem = problemOf(document, link, anchor);
    return problem === undefined
      ? []
      : [`${document}:${text.slice(0, index).split('\n').length}: ${problem}`];
  });
});
report(problems, 'All links resolve.');
