/** What npm would publish is judged as its users get it: by each package's tarball, not by its folder. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { listFiles, report, ROOT } from './repository.ts';

const execute = promisify(execFile);

const PUBLISHED =
  /^(?:package\.json$|README\.md$|LICENSE$|openapi\.json$|assets\/|bin\/|dist\/|schema\/|src\/)/;

interface Manifest {
  readonly name: string;
  /** Absent from a package that is only a command. */
  readonly exports?: unknown;
}

interface Tarball {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

async function readManifests(): Promise<readonly Manifest[]> {
  const paths = listFiles('packages/*/package.json');
  return Promise.all(
    paths.map(async (path) => JSON.parse(await readFile(join(ROOT, path), 'utf8')) as Manifest),
  );
}

async function pack({ name }: Manifest, folder: string): Promise<Tarball> {
  const options = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, '--workspace', name];
  const { stdout } = await execute('npm', options, { cwd: ROOT });
  const [tarball] = JSON.parse(stdout) as Tarball[];
  if (!tarball) throw new Error(`npm packed nothing for ${name}`);
  return tarball;
}

function fileProblems({ files }: Tarball): string[] {
  const paths = files.map(({ path }) => path);
  const stray = paths.filter((path) => !PUBLISHED.test(path) || path.endsWith('.tsbuildinfo'));
  return [
    ...stray.map((path) => `${path} should not be published`),
    ...(paths.includes('README.md') ? [] : ['README.md is missing']),
  ];
}

/** What a program says about a tarball; nothing where it is content. */
async function complaints(program: string, ...options: string[]): Promise<string[]> {
  try {
    await execute(join(ROOT, 'node_modules/.bin', program), options, { cwd: ROOT });
    return [];
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return [`${program}: ${stdout}${stderr}`.trimEnd()];
  }
}

async function judge(manifest: Manifest, folder: string): Promise<readonly string[]> {
  const tarball = await pack(manifest, folder);
  const file = join(folder, tarball.filename);
  const problems = [
    ...fileProblems(tarball),
    ...(await complaints('publint', 'run', '--strict', '--level', 'warning', file)),
    ...(manifest.exports === undefined
      ? []
      : await complaints('attw', '--profile', 'esm-only', '--no-emoji', '--no-color', file)),
  ];
  return problems.map((problem) => `${manifest.name}: ${problem}`);
}

const folder = await mkdtemp(join(tmpdir(), 'authbeat-packages-'));
try {
  const manifests = await readManifests();
  const problems: string[] = [];
  for (const manifest of manifests) problems.push(...(await judge(manifest, folder)));
  report(problems, `${manifests.length} packages are sound.`);
} finally {
  await rm(folder, { recursive: true });
}
