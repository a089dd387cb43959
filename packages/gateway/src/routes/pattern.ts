/** Which paths a route is for: one path, all paths below a prefix (`/api/*`), or a template of the descriptor. */
export interface Pattern {
  /** As it was written. */
  readonly text: string;
  readonly matches: (path: string) => boolean;
  /** The pattern with the higher number decides: exact paths before templates, and templates before prefixes. */
  readonly precedence: number;
}

/** Where prefixes end and templates begin: a path is shorter. */
const TEMPLATE = 100_000;
const EXACT = 200_000;

/** Reads a pattern of the configuration: `/path`, or `/prefix/*` for everything below. */
export function readPattern(text: string): Pattern {
  if (!text.endsWith('/*')) return { text, matches: (path) => path === text, precedence: EXACT };
  const prefix = text.slice(0, -1);
  return { text, matches: (path) => path.startsWith(prefix), precedence: prefix.length };
}

/** Is this a pattern of the configuration? */
export function isPattern(text: unknown): text is string {
  return typeof text === 'string' && /^\/[^\s?#*\\]*(?:(?<=\/)\*)?$/.test(text);
}

/** Reads the path of a URL in a descriptor. What a host puts in the place of a placeholder is within one segment. */
export function readTemplate(text: string): Pattern {
  const parts = text.split(/\{[\w.-]+\}/);
  if (parts.length === 1) return readPattern(text);
  const expression = new RegExp(`^${parts.map(escapeExpression).join('[^/]*')}$`);
  return { text, matches: (path) => expression.test(path), precedence: TEMPLATE + text.length };
}

function escapeExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
