import { dirname, join, normalize } from 'node:path/posix';

/** A diagram of ARCHITECTURE.md: the floors of a folder, the highest first. */
export interface Diagram {
  /** The folder, such as `packages/server/src`. */
  readonly root: string;
  /** The folders (`guards/`) and files (`options.ts`) of each floor. `checks/*` stands for each file in it. */
  readonly floors: readonly (readonly string[])[];
}

/** A source file, with its path in the repository. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const DIAGRAM = /<!-- floors: (?<root>\S+) -->\s*```\w*\n(?<lines>[^]*?)```/g;
const IMPORT = /\b(?:from|import)\s*\(?\s*'(?<target>\.{1,2}\/[^']+\.tsx?)'/g;

/** Reads the diagrams of a document. A line begins with its floor; after two spaces it says what that is for. */
export function readDiagrams(document: string): readonly Diagram[] {
  return [...document.matchAll(DIAGRAM)].map(({ groups: { root = '', lines = '' } = {} }) => ({
    root,
    floors: lines
      .trim()
      .split('\n')
      .map((line) => (line.split('  ')[0] ?? '').split(' ')),
  }));
}

/**
 * Finds the files that import from a floor above, or from a neighbour on their own floor, and the files and
 * floors that are missing on either side. Imports of types count.
 */
export function findFloorProblems(
  { root, floors }: Diagram,
  files: readonly SourceFile[],
): readonly string[] {
  const positions = new Map(
    files.map(({ path }) => [path, findPosition(path.slice(root.length + 1), floors)]),
  );
  const used = new Set([...positions.values()].map((position) => position?.entry));
  const empty = floors
    .flat()
    .filter((entry) => !used.has(entry))
    .map((entry) => `${root} has no ${entry}`);
  const problems = files.flatMap(({ path, text }) => {
    const from = positions.get(path);
    if (!from) return [`${path} is on no floor`];
    return [...text.matchAll(IMPORT)].flatMap(({ groups: { target = '' } = {} }) => {
      const imported = normalize(join(dirname(path), target));
      const to = positions.get(imported);
      return to && (to.floor > from.floor || to.unit === from.unit) ? [] : [`${path} imports ${imported}`];
    });
  });
  return [...empty, ...problems];
}

interface Position {
  /** 0 is the highest. */
  readonly floor: number;
  readonly entry: string;
  /** Files of one unit may import each other. */
  readonly unit: string;
}

/** The most specific entry decides. */
function findPosition(name: string, floors: Diagram['floors']): Position | undefined {
  return floors
    .flatMap((entries, floor) => entries.map((entry) => ({ floor, entry })))
    .filter(
      ({ entry }) => name === entry || (/\/\*?$/.test(entry) && name.startsWith(entry.replace('*', ''))),
    )
    .map(({ floor, entry }) => ({ floor, entry, unit: entry.endsWith('*') ? name : entry }))
    .toSorted((a, b) => b.entry.length - a.entry.length)[0];
}
