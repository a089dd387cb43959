/** The reference of what the packages export, from their docstrings. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { globSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { Application, type ProjectReflection } from 'typedoc';
import { listFiles, ROOT } from '../../tools/repository.ts';
import { createPage, pathOf, type Page } from '../content/page.ts';

// Options of typedoc-plugin-markdown: a page for each import, and tables in place of many headings.
const MARKDOWN = {
  outputFileStrategy: 'modules',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  enumMembersFormat: 'table',
  propertyMembersFormat: 'table',
} as const;

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<
    Record<string, string | { readonly 'authbeat-source'?: string | { readonly default: string } }>
  >;
}

/** Runs TypeDoc on the sources of every package that exports something. */
export async function writeReference(): Promise<readonly Page[]> {
  const folder = await mkdtemp(join(tmpdir(), 'authbeat-reference-'));
  try {
    const entries = new Map(listFiles('packages/*/package.json').flatMap(entriesOf));
    const application = await Application.bootstrapWithPlugins({
      plugin: ['typedoc-plugin-markdown'],
      entryPoints: [...entries.keys()],
      tsconfig: join(ROOT, 'tsconfig.json'),
      skipErrorChecking: true,
      excludePrivate: true,
      excludeInternal: true,
      excludeExternals: true,
      disableSources: true,
      readme: 'none',
      name: 'API reference',
      logLevel: 'Error',
      outputs: [{ name: 'markdown', path: folder }],
      ...MARKDOWN,
    });
    const project = await application.convert();
    if (!project) throw new Error('TypeDoc could not read the packages.');
    nameModules(project, entries);
    await application.generateOutputs(project);
    return await readPages(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The source of each export of a package, with what an app writes to import it. */
function entriesOf(manifestPath: string): readonly (readonly [string, string])[] {
  const { name, exports = {} } = JSON.parse(readFileSync(join(ROOT, manifestPath), 'utf8')) as Manifest;
  return Object.entries(exports).flatMap(([path, target]) => {
    const source = typeof target === 'string' ? undefined : target['authbeat-source'];
    if (source === undefined) return [];
    const file = typeof source === 'string' ? source : source.default;
    return [[join(ROOT, dirname(manifestPath), file), `${name}${path.slice(1)}`] as const];
  });
}

/** TypeDoc names modules by their files, readers know them by their imports. */
function nameModules(project: ProjectReflection, entries: ReadonlyMap<string, string>): void {
  const names = new Map(
    [...entries].map(([file, specifier]) => [
      relative(join(ROOT, 'packages'), file).replace(/(?:\/index)?\.ts$/, ''),
      specifier,
    ]),
  );
  for (const module of project.children ?? []) module.name = names.get(module.name) ?? module.name;
}

async function readPages(folder: string): Promise<readonly Page[]> {
  return Promise.all(
    globSync('**/*.md', { cwd: folder }).map(async (file) => {
      const markdown = await readFile(join(folder, file), 'utf8');
      return createPage(pathOf(join('api', file.replace('@authbeat/', ''))), join('api', file), markdown);
    }),
  );
}
