/** How long a recovery may take, and then the frame's report that the page has loaded, in milliseconds. */
const LONGEST_MS = 30_000;
const FAILED = { rejected: 'the host refused a token', silence: 'the host did not respond' };

/**
 * Follows the recovery of one frame, which happens in three steps: a page load with an expired token, a new token from
 * the host, and the page.
 */
export function createRecovery() {
  /** The rows of a recovery that may have begun. */
  let open;
  /** The last one, and until when what follows belongs to it. */
  let done;

  const begin = (row) => {
    open = { rows: [row], startedAtMs: row.atMs, token: undefined, loads: isLoaded(row) ? 1 : 0 };
  };

  /** Is the page back? The frame alone reports two documents: the one that recovers, and the page. */
  const isBack = (row) => {
    const isSeen = open.rows[0].kind === 'request';
    return open.token?.data.outcome === 'token' && (isSeen ? isPageLoad(row) : open.loads === 2);
  };

  /**
   * Takes the next row of the frame. Returns the recovery that ends with it, with the rows to merge into it.
   *
   * @param row an event, as the list shows it
   * @param isExpired whether the frame's token has expired by then
   */
  return (row, isExpired) => {
    const { call, event, outcome } = row.data;
    if (event === 'reloaded' || event === 'closed') {
      open = undefined;
      done = undefined;
    }
    if (done && row.atMs <= done.untilMs && isLoaded(row)) return { ...done.gesture, rows: [row] };
    if (open && row.atMs - open.startedAtMs > LONGEST_MS) open = undefined;
    if (isRefusedLoad(row) || (!open && isExpired && (event === 'opened' || isLoaded(row)))) {
      begin(row);
      return undefined;
    }
    if (!open) return undefined;
    open.rows.push(row);
    if (isLoaded(row)) open.loads += 1;
    if (call === 'getToken') open.token = row;
    const isEnd = isBack(row);
    const failure = call === 'getToken' ? FAILED[outcome] : undefined;
    if (!isEnd && failure === undefined) return undefined;
    const { rows, startedAtMs, token } = open;
    const gesture = {
      id: rows[0].id,
      rows,
      failure,
      steps: [rows[0], token, ...(isEnd ? [row] : [])],
      startedAtMs,
    };
    open = undefined;
    // Reports of the frame may come after the response.
    done = { gesture, untilMs: row.atMs + LONGEST_MS };
    return gesture;
  };
}

/** One sentence for a recovery. */
export function describeRecovery(name, { steps, failure, startedAtMs }) {
  if (failure !== undefined) return `${name}: the page's token had expired, and ${failure}.`;
  const seconds = ((steps.at(-1).atMs - startedAtMs) / 1000).toFixed(1);
  return `${name}: recovered from an expired token in ${seconds} s.`;
}

/** What each step of a recovery is, in its order. */
export const STEP_NAMES = ['The page load with the expired token', 'A new token from the host', 'The page'];

function isLoaded({ kind, data }) {
  return kind === 'frame' && data.event === 'loaded';
}

function isDocument({ kind, data }) {
  return kind === 'request' && (data.destination === 'iframe' || data.destination === 'document');
}

function isRefusedLoad(row) {
  return isDocument(row) && row.data.status === 401;
}

function isPageLoad(row) {
  return isDocument(row) && row.data.status >= 200 && row.data.status < 300;
}
