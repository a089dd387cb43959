/** How long rows are gathered, in milliseconds: as long as most recoveries take, whose refusal is part of them. */
const GATHER_MS = 3000;
/** More than so many are counted instead of read out. */
const MAX_SENTENCES = 3;

/**
 * Announces recoveries and refusals to screen readers, at most once in three seconds.
 *
 * @param {{ textContent: string }} region a live region
 * @param {number} afterId the last event before the page was rendered: older ones are no news
 */
export function createAnnouncer(region, afterId) {
  const seen = new WeakSet();
  let gathering;
  return {
    /**
     * Takes a change of the rows.
     *
     * @param {() => any[]} read the rows, later
     */
    gather(read) {
      gathering ??= setTimeout(() => {
        gathering = undefined;
        const news = read().filter((row) => row.id > afterId && !seen.has(row));
        for (const row of news) seen.add(row);
        const sentence = describeNews(news);
        if (sentence !== '') region.textContent = sentence;
      }, GATHER_MS);
    },
  };
}

/** What is said of new rows. Empty when all went as it should. */
function describeNews(rows) {
  const recoveries = rows.filter(({ kind, tone }) => kind === 'recovery' && tone === 'good');
  const refusals = rows.filter(({ tone, isFile }) => tone === 'bad' && !isFile);
  const all = [...recoveries, ...refusals];
  if (all.length <= MAX_SENTENCES) return all.map(({ sentence }) => sentence).join(' ');
  const counts = [count(recoveries, 'recovery', 'recoveries'), count(refusals, 'refusal', 'refusals')];
  return `${counts.filter((part) => part !== '').join(', ')}.`;
}

function count({ length }, one, many) {
  if (length === 0) return '';
  return length === 1 ? `1 ${one}` : `${length} ${many}`;
}
