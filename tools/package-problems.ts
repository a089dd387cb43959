/** What npm needs to know about a package, and what must be in its tarball. */
import { ADDRESSES } from './addresses.ts';

/** The parts of a `package.json` that people and npm rely on. */
export interface Manifest {
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  readonly license?: string;
  readonly keywords?: readonly string[];
  readonly homepage?: string;
  readonly bugs?: string;
  readonly repository?: { readonly url?: string; readonly directory?: string };
  readonly engines?: { readonly node?: string };
  readonly publishConfig?: { readonly access?: string; readonly provenance?: boolean };
  readonly scripts?: { readonly prepack?: string };
  /** Absent from a package that is only a command. */
  readonly exports?: unknown;
}

const PUBLISHED =
  /^(?:package\.json$|README\.md$|CHANGELOG\.md$|LICENSE$|openapi\.json$|audit\.schema\.json$|assets\/|bin\/|dist\/|schema\/|src\/)/;
const REQUIRED = ['README.md', 'LICENSE', 'package.json'];
const LINK = /\]\(([^)\s]+)\)/g;

/** What a `package.json` lacks, or says otherwise than the root's. */
export function manifestProblems(manifest: Manifest, directory: string, root: Manifest): string[] {
  const { keywords = [], repository, publishConfig, engines } = manifest;
  const expectations: Readonly<Record<string, boolean>> = {
    description: (manifest.description ?? '').length > 20,
    keywords: keywords.length >= 4,
    homepage: manifest.homepage === ADDRESSES.homepage,
    bugs: manifest.bugs === ADDRESSES.bugs,
    'repository.url': repository?.url === ADDRESSES.repository.url,
    'repository.directory': repository?.directory === directory,
    license: manifest.license === root.license,
    'engines.node': engines?.node === '>=22.13',
    'publishConfig.access': publishConfig?.access === 'public',
    'publishConfig.provenance': publishConfig?.provenance === true,
    'scripts.prepack': manifest.scripts?.prepack === 'node ../../tools/prepack.ts',
  };
  return Object.entries(expectations).flatMap(([field, holds]) =>
    holds ? [] : [`package.json: ${field} is missing, or not what it should be`],
  );
}

/** What a tarball has that it should not have, and the reverse. */
export function fileProblems(paths: readonly string[]): string[] {
  const stray = paths.filter((path) => !PUBLISHED.test(path) || path.endsWith('.tsbuildinfo'));
  return [
    ...stray.map((path) => `${path} should not be published`),
    ...REQUIRED.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
  ];
}

/** A link of a README works on npm only when it is absolute. */
export function readmeProblems(readme: string): string[] {
  return [...readme.matchAll(LINK)].flatMap(([, link = '']) =>
    /^(?:https?:|mailto:|#)/.test(link) ? [] : [`README.md: ${link} must be an absolute address`],
  );
}
