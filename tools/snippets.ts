/** A fenced block of TypeScript in a document or a docstring. */
export interface Snippet {
  /** The line of the source on which the code begins, counted from 1. */
  readonly line: number;
  readonly language: 'ts' | 'tsx';
  readonly code: string;
}

const FENCE = /^(?<margin>\s*(?:\* ?)?\s*)```(?<language>tsx?)\b(?<info>.*)$/;
const OPT_OUT = /^ ignore \S+/;

/**
 * Every fenced `ts` and `tsx` block of a text. A block whose info string says `ignore`, followed by a reason,
 * is left out.
 */
export function findSnippets(text: string): readonly Snippet[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const { margin = '', language, info = '' } = FENCE.exec(line)?.groups ?? {};
    if (language === undefined || OPT_OUT.test(info)) return [];
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((candidate) => candidate.trimEnd() === `${margin}\`\`\``);
    const code = rest.slice(0, end < 0 ? rest.length : end).map((row) => withoutMargin(row, margin));
    return [{ line: index + 2, language: language as Snippet['language'], code: code.join('\n') }];
  });
}

function withoutMargin(line: string, margin: string): string {
  return line.startsWith(margin) ? line.slice(margin.length) : line.slice(margin.trimEnd().length);
}
