import type { App, Framework, SourceFile } from './app.ts';
import type { Change } from './change.ts';
import { MOUNTING } from './templates.ts';

type Served = Exclude<Framework, 'next'>;

/** What makes the app, up to the bracket of its arguments. */
const CREATIONS: Readonly<Record<Served, RegExp>> = {
  express: /^(?:const|let|var)\s+(?<name>\w+)(?:\s*:\s*[^=\n]+)?\s*=\s*express\(/m,
  fastify: /^(?:const|let|var)\s+(?<name>\w+)(?:\s*:\s*[^=\n]+)?\s*=\s*(?:await\s+)?[fF]astify\(/m,
  hono: /^(?:const|let|var)\s+(?<name>\w+)(?:\s*:\s*[^=\n]+)?\s*=\s*new Hono(?:<[^>\n]*>)?\(/m,
};

/** Where apps begin. */
const NAMES = ['server', 'app', 'index', 'main'].flatMap((name) =>
  ['ts', 'mts', 'js', 'mjs', 'cjs'].flatMap((ending) => [`src/${name}.${ending}`, `${name}.${ending}`]),
);

/**
 * Mounts the endpoints right behind the statement that makes the app, in front of its routes. `undefined` where that
 * statement is not found.
 *
 * @param options the path of the file with the options
 */
export function mountEndpoints(app: App, framework: Served, options: string): Change | undefined {
  const { main } = app.manifest.value;
  const paths = [...(typeof main === 'string' ? [main.replace(/^\.\//, '')] : []), ...NAMES];
  for (const path of paths) {
    const file = app.read(path);
    const creation = file && findCreation(file.text, framework);
    if (file && creation)
      return { path, before: file.text, after: insert(file, creation, framework, options) };
  }
  return undefined;
}

interface Creation {
  readonly variable: string;
  /** The index of the end of its line. */
  readonly end: number;
}

function findCreation(text: string, framework: Served): Creation | undefined {
  const match = CREATIONS[framework].exec(text);
  const variable = match?.groups?.['name'];
  if (!match || variable === undefined) return undefined;
  let depth = 1;
  let end = match.index + match[0].length;
  while (depth > 0 && end < text.length) {
    const character = text.charAt(end);
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    end += 1;
  }
  const line = text.indexOf('\n', end);
  return depth === 0 ? { variable, end: line < 0 ? text.length : line } : undefined;
}

function insert(
  { path, text }: SourceFile,
  { variable, end }: Creation,
  framework: Served,
  options: string,
): string {
  const specifier = relative(path, options);
  const isCommonJs = /\brequire\(/.test(text) && !/^import\s/m.test(text);
  const mounted = `${text.slice(0, end)}\n${MOUNTING[framework](variable)}${text.slice(end)}`;
  if (isCommonJs)
    return insertAt(mounted, afterDirectives(text), `const { endpoints } = require('${specifier}');\n`);
  const imports = [...text.matchAll(/^import\s[^;]*?['"][^'"\n]+['"];?[^\n]*\n/gm)];
  const last = imports.at(-1);
  const place = last === undefined ? afterDirectives(text) : last.index + last[0].length;
  return insertAt(mounted, place, `import { endpoints } from '${specifier}';\n`);
}

/** Behind a line for the shell, and `'use strict'`. */
function afterDirectives(text: string): number {
  const [directives = ''] = /^(?:#![^\n]*\n)?(?:['"]use strict['"];?\n)?/.exec(text) ?? [];
  return directives.length;
}

function insertAt(text: string, place: number, inserted: string): string {
  return text.slice(0, place) + inserted + text.slice(place);
}

/** Both files are in the same folder. TypeScript writes the ending that its output has. */
function relative(from: string, options: string): string {
  const name = options.split('/').at(-1) ?? options;
  return `./${name.replace(/\.ts$/, from.endsWith('.ts') ? '.js' : '.ts')}`;
}

/** The folder of the file that makes the app: the file with the options goes there, too. */
export function folderOfApp(app: App, framework: Served): string {
  return mountEndpoints(app, framework, 'authbeat.ts')?.path.replace(/[^/]*$/, '') ?? '';
}
