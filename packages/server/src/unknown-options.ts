/** At most so many letters are wrong in a name that is taken for a misspelt option. */
const MAX_TYPOS = 3;

/**
 * Finds the names in an object that are no options.
 *
 * @param prefix stands in front of each name, such as `recovery.`
 * @returns a problem for each, with the option that may be meant
 */
export function findUnknownOptions(given: object, known: readonly string[], prefix = ''): readonly string[] {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const [nearest] = known
        .map((option) => ({ option, typos: countTypos(name.toLowerCase(), option.toLowerCase()) }))
        .filter(({ typos }) => typos <= MAX_TYPOS)
        .toSorted((a, b) => a.typos - b.typos);
      const hint = nearest === undefined ? '' : `: did you mean \`${prefix}${nearest.option}\`?`;
      return `\`${prefix}${name.slice(0, 80)}\` is not an option${hint}`;
    });
}

/** Levenshtein's distance: how many letters to insert, delete or replace to make one text of the other. */
function countTypos(text: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of Array.from(text).entries()) {
    const next = [index + 1];
    for (const [column, otherLetter] of Array.from(other).entries()) {
      const [diagonal = 0, above = 0, left = 0] = [row[column], row[column + 1], next[column]];
      next.push(Math.min(diagonal + (letter === otherLetter ? 0 : 1), above + 1, left + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
