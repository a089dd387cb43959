import { foldPath } from './ambiguous.ts';

/** Which paths a route is for: one path, all paths below a prefix (`/api/*`), or a template of the descriptor. */
export interface Pattern {
  /** As it was written. */
  readonly text: string;
  readonly matches: (path: string) => boolean;
  /** The same for a folded path: may an upstream that is less strict read the path as one of these? */
  readonly matchesFolded: (folded: string) => boolean;
  /** The pattern with the higher number decides: exact paths before templates, and templates before prefixes. */
  readonly precedence: number;
}

/** Where prefixes end and templates begin: a path is shorter. */
const TEMPLATE = 100_000;
const EXACT = 200_000;

/** Reads a pattern of the configuration: `/path`, or `/prefix/*` for everything below. */
export function readPattern(text: string): Pattern {
  if (!text.endsWith('/*')) {
    const folded = foldPath(text);
    return {
      text,
      matches: (path) => path === text,
      matchesFolded: (path) => path === folded,
      precedence: EXACT,
    };
  }
  const prefix = text.slice(0, -1);
  const folded = `${foldPath(prefix)}/`.replace('//', '/');
  return {
    text,
    matches: (path) => path.startsWith(prefix),
    matchesFolded: (path) => path.startsWith(folded),
    precedence: prefix.length,
  };
}

/** Is this a pattern of the configuration? */
export function isPattern(text: unknown): text is string {
  return typeof text === 'string' && /^\/[^\s?#*\\]*(?:(?<=\/)\*)?$/.test(text);
}

/** Reads the path of a URL in a descriptor. What a host puts in the place of a placeholder is within one segment. */
export function readTemplate(text: string): Pattern {
  const parts = text.split(/\{[\w.-]+\}/);
  if (parts.length === 1) return readPattern(text);
  const source = parts.map(escapeExpression).join('[^/]*');
  const [expression, folded] = [new RegExp(`^${source}$`), new RegExp(`^${source}/?$`, 'i')];
  return {
    text,
    matches: (path) => expression.test(path),
    matchesFolded: (path) => folded.test(path),
    precedence: TEMPLATE + text.length,
  };
}

function escapeExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
