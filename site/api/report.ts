/**
 * The public surface of a package, as text: every declaration that an export of its reaches, without comments, as the
 * build has emitted it. A difference between two reports is a change that users may notice.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** The exports of a package that have types, by their specifier. */
export interface Entry {
  readonly specifier: string;
  /** The absolute path of its declarations. */
  readonly file: string;
}

/** Reads which entries a package has. */
export function entriesOf(directory: string): readonly Entry[] {
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {
    name: string;
    exports?: Record<string, string | { types?: string }>;
  };
  return Object.entries(manifest.exports ?? {}).flatMap(([path, target]) =>
    typeof target === 'string' || target.types === undefined
      ? []
      : [{ specifier: `${manifest.name}${path.slice(1)}`, file: join(directory, target.types) }],
  );
}

/**
 * Writes the report of a package.
 *
 * @param directory the folder of the package, which has been built
 */
export function reportOf(directory: string): string {
  const entries = entriesOf(directory);
  const program = ts.createProgram({
    rootNames: entries.map(({ file }) => file),
    options: {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ESNext,
      lib: ['lib.esnext.d.ts', 'lib.dom.d.ts'],
      types: [],
      skipLibCheck: true,
    },
  });
  const checker = program.getTypeChecker();
  const reached = new Set<ts.Symbol>();
  const sections = entries.map(({ specifier, file }) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${file} has no exports. Was the package built?`);
    const symbols = checker.getExportsOfModule(module).map((symbol) => resolve(symbol, checker));
    for (const symbol of symbols) reach(symbol, directory, checker, reached);
    const names = checker.getExportsOfModule(module).map(({ name }) => name);
    return `## ${specifier}\n\n${names.toSorted().join('\n')}\n`;
  });
  const declarations = [...reached].flatMap((symbol) => declarationsOf(symbol, directory)).map(print);
  return `${sections.join('\n')}\n## Declarations\n\n${[...new Set(declarations)].toSorted().join('\n\n')}\n`;
}

/** Adds a symbol, and every other one of the package that its declarations name. */
function reach(symbol: ts.Symbol, directory: string, checker: ts.TypeChecker, reached: Set<ts.Symbol>): void {
  if (reached.has(symbol)) return;
  const declarations = declarationsOf(symbol, directory);
  if (declarations.length === 0) return;
  reached.add(symbol);
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const named = checker.getSymbolAtLocation(node);
      if (named) reach(resolve(named, checker), directory, checker, reached);
    }
    ts.forEachChild(node, visit);
  };
  for (const declaration of declarations) visit(declaration);
}

function resolve(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The statements of the package that declare a symbol. Members, parameters and other packages have none. */
function declarationsOf(symbol: ts.Symbol, directory: string): readonly ts.Node[] {
  return (symbol.declarations ?? []).flatMap((declaration) => {
    if (!declaration.getSourceFile().fileName.startsWith(join(directory, 'dist/'))) return [];
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    return ts.isSourceFile(statement.parent) ? [statement] : [];
  });
}

/** Private members are no part of the surface; comments may change. */
function print(node: ts.Node): string {
  const printer = ts.createPrinter({ removeComments: true });
  const text = printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
  return text.replaceAll(/^\s*private .*\n/gm, '').replaceAll(/[^\S\n]+$/gm, '');
}
