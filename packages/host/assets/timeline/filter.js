/** What the list can be narrowed to. */
export const FILTERS = {
  usual: { label: 'All but files', accepts: ({ isFile }) => !isFile },
  all: { label: 'Everything', accepts: () => true },
  refused: { label: 'Refusals and failures', accepts: ({ tone }) => tone === 'bad' },
  requests: {
    label: 'Requests',
    accepts: ({ kind }) => ['request', 'reason', 'remote', 'call'].includes(kind),
  },
  tokens: {
    label: 'Tokens and sessions',
    accepts: ({ kind, data }) =>
      ['token', 'bridge', 'session', 'recovery'].includes(kind) || data.sessionEndsAtMs !== undefined,
  },
  frames: { label: 'Frames and pages', accepts: ({ kind }) => ['frame', 'page', 'recovery'].includes(kind) },
  host: {
    label: 'Lifecycle and faults',
    accepts: ({ kind }) => ['lifecycle', 'fault', 'behaviour'].includes(kind),
  },
};

/**
 * The rows that a filter accepts and whose words contain the search, in any case.
 *
 * @param {any[]} rows
 * @param {{ filter: string, search: string }} choice
 */
export function filterRows(rows, { filter, search }) {
  const { accepts } = FILTERS[filter] ?? FILTERS.usual;
  const wanted = search.trim().toLowerCase();
  return rows.filter((row) => accepts(row) && (wanted === '' || textOf(row).includes(wanted)));
}

function textOf({ sentence, kind, data, reason }) {
  return [sentence, kind, ...Object.values(data), reason?.sentence ?? ''].join(' ').toLowerCase();
}
