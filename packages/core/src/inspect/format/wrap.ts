/** Control characters and those that turn the direction of writing: nothing in a token may move the cursor. */
const UNPRINTABLE = /[\p{Cc}\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu;

/** Text from a token as it may be shown. */
export function plain(text: string): string {
  return text.toWellFormed().replaceAll(UNPRINTABLE, '\uFFFD');
}

/** Wraps text at spaces; a word that is longer than a line stands on lines of its own. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => chop(whole, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Cuts text into pieces of a width. */
export function chop(text: string, width: number): readonly string[] {
  const pieces = Math.max(1, Math.ceil(text.length / width));
  return Array.from({ length: pieces }, (_, index) => text.slice(index * width, (index + 1) * width));
}
