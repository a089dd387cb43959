/**
 * What npm would publish is judged as its users get it: by each package's tarball, not by its folder. The tarballs
 * are also unpacked beside each other, and everything that they export is imported from there.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { fileProblems, manifestProblems, readmeProblems, type Manifest } from './package-problems.ts';
import { listFiles, report, ROOT } from './repository.ts';

const execute = promisify(execFile);

// Below the repository's node_modules, where packages find what they depend on.
const INSTALLED = join(ROOT, 'node_modules/.cache/authbeat-packages');

interface Package {
  readonly directory: string;
  readonly manifest: Manifest;
}

interface Tarball {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

async function readJson<Content>(path: string): Promise<Content> {
  return JSON.parse(await readFile(join(ROOT, path), 'utf8')) as Content;
}

async function pack({ manifest }: Package, folder: string): Promise<Tarball> {
  const options = ['pack', '--json', '--silent', '--pack-destination', folder, '--workspace', manifest.name];
  const { stdout } = await execute('npm', options, { cwd: ROOT });
  const [tarball] = JSON.parse(stdout) as Tarball[];
  if (!tarball) throw new Error(`npm packed nothing for ${manifest.name}`);
  return tarball;
}

/** What a program says about a tarball; nothing where it is content. */
async function complaints(program: string, ...options: string[]): Promise<string[]> {
  try {
    await execute(program, options, { cwd: ROOT });
    return [];
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return [`${program.replace(/.*\//, '')}: ${stdout}${stderr}`.trimEnd()];
  }
}

async function judge(each: Package, root: Manifest, folder: string): Promise<readonly string[]> {
  const { manifest, directory } = each;
  const { filename, files } = await pack(each, folder);
  const file = join(folder, filename);
  await unpack(file, manifest.name);
  const programs = join(ROOT, 'node_modules/.bin');
  const problems = [
    ...manifestProblems(manifest, directory, root),
    ...fileProblems(files.map(({ path }) => path)),
    ...readmeProblems(await readFile(join(ROOT, directory, 'README.md'), 'utf8')),
    ...(await complaints(join(programs, 'publint'), 'run', '--strict', '--level', 'warning', file)),
    ...(manifest.exports === undefined
      ? []
      : await complaints(join(programs, 'attw'), '--profile', 'esm-only', '--no-emoji', '--no-color', file)),
  ];
  return problems.map((problem) => `${manifest.name}: ${problem}`);
}

async function unpack(file: string, name: string): Promise<void> {
  const target = join(INSTALLED, 'node_modules', name);
  await mkdir(target, { recursive: true });
  await execute('tar', ['-xzf', file, '--strip-components=1', '-C', target]);
}

/** Imports every export of the unpacked packages, and asks the command for its version. */
async function useAll(packages: readonly Package[]): Promise<string[]> {
  const script = join(INSTALLED, 'import-all.js');
  const modules = packages.flatMap(({ manifest }) => specifiersOf(manifest));
  await writeFile(script, modules.map((name) => `await import(${JSON.stringify(name)});\n`).join(''));
  await writeFile(join(INSTALLED, 'package.json'), JSON.stringify({ type: 'module' }));
  const command = join(INSTALLED, 'node_modules/authbeat/bin/authbeat.cjs');
  const { stdout } = await execute(process.execPath, [command, '--version']);
  const { version = '' } = packages.find(({ manifest }) => manifest.name === 'authbeat')?.manifest ?? {};
  return [
    ...(await complaints(process.execPath, script)),
    ...(stdout.trim() === version ? [] : [`authbeat --version printed "${stdout.trim()}", not ${version}`]),
  ];
}

/** A custom element needs a page to be defined in. */
const IN_PAGES_ONLY = new Set(['@authbeat/client/reconnect']);

/** What a program in Node imports of a package: not its JSON, and nothing that is for pages only. */
function specifiersOf({ name, exports }: Manifest): string[] {
  return Object.keys(exports ?? {})
    .filter((path) => !/\.(?:js|json)$/.test(path))
    .map((path) => `${name}${path.slice(1)}`)
    .filter((specifier) => !IN_PAGES_ONLY.has(specifier));
}

const folder = await mkdtemp(join(tmpdir(), 'authbeat-packages-'));
await rm(INSTALLED, { recursive: true, force: true });
try {
  const root = await readJson<Manifest>('package.json');
  const packages = await Promise.all(
    listFiles('packages/*/package.json').map(async (path) => ({
      directory: dirname(path),
      manifest: await readJson<Manifest>(path),
    })),
  );
  const problems: string[] = [];
  for (const each of packages) problems.push(...(await judge(each, root, folder)));
  problems.push(...(await useAll(packages)));
  report(problems, `${packages.length} packages are sound.`);
} finally {
  await rm(folder, { recursive: true });
}
