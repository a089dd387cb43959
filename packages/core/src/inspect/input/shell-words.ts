/** Splits a command line as a POSIX shell does: quotes, `$'…'`, backslashes and continued lines. Nothing is expanded. */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  const pieces = text.matchAll(
    /\\\r?\n|\\([\s\S])|\$'((?:[^'\\]|\\[\s\S])*)'|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|(\s+)|([\s\S])/g,
  );
  for (const [piece, escaped, ansi, single, double, space, plain] of pieces) {
    if (space !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    if (escaped === undefined && /^\\\r?\n$/.test(piece)) continue;
    const text =
      escaped ?? single ?? plain ?? (ansi === undefined ? unescapeDouble(double ?? '') : unescapeAnsi(ansi));
    word = (word ?? '') + text;
  }
  return word === undefined ? words : [...words, word];
}

function unescapeDouble(text: string): string {
  return text.replaceAll(/\\([\s\S])/g, (whole, char: string) =>
    char === '\n' ? '' : '"\\$`'.includes(char) ? char : whole,
  );
}

const ANSI_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** Browsers copy requests as `$'…'` where they hold quotes or characters that need an escape. */
function unescapeAnsi(text: string): string {
  return text.replaceAll(/\\(?:u([\da-f]{1,4})|x([\da-f]{1,2})|([\s\S]))/gi, (whole, u, x, char) => {
    const code = (u ?? x) as string | undefined;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return ANSI_ESCAPES[char as string] ?? whole;
  });
}
