import { createRecovery, describeRecovery } from './recovery.js';

/** As many as the host keeps. */
const MAX_ROWS = 10_000;
/** How far apart a request and its reason may be, in milliseconds. */
const REASON_MS = 5000;
/** Among how many rows the request of a reason is looked for. */
const RECENT = 200;
const REQUESTS = new Set(['request', 'reason', 'remote', 'call']);
const FILES = new Set(['script', 'style', 'image', 'font', 'manifest', 'audio', 'video']);

/**
 * A row of the list: an event, or a recovery.
 *
 * @typedef {{
 *   id: number, atMs: number, kind: string, sentence: string, data: Record<string, any>, lane: string,
 *   status?: number, tone: 'good' | 'bad' | 'plain', reason?: any, steps?: any[], isFile: boolean,
 * }} Row
 */

/** Builds rows and lanes of the events of a timeline, one after another. It draws nothing. */
export function createModel() {
  /** @type {Row[]} */
  let rows = [];
  /** @type {Map<string, ReturnType<typeof createLane>>} */
  const lanes = new Map();
  /** Reasons of the app that came before their request. */
  let reasons = [];
  let version = 0;

  const laneOf = ({ data }) => {
    const id = data.frame ?? (data.module === undefined ? '' : `${data.app ?? ''}/${data.module}`);
    const lane = lanes.get(id) ?? createLane(id, data.name ?? data.module ?? 'Requests of no frame');
    lanes.set(id, lane);
    return lane;
  };

  const merge = (gesture, lane) => {
    const merged = new Set(gesture.rows);
    rows = rows.filter((row) => !merged.has(row));
    lane.requests = lane.requests.filter((row) => !merged.has(row));
    if (rows.some(({ id }) => id === gesture.id)) return;
    const { id, startedAtMs: atMs, steps, failure } = gesture;
    const row = {
      id,
      atMs,
      kind: 'recovery',
      sentence: describeRecovery(lane.name, gesture),
      data: {},
      lane: lane.id,
      tone: failure === undefined ? 'good' : 'bad',
      steps,
      reason: steps.find(({ reason }) => reason)?.reason,
      isFile: false,
    };
    rows.push(row);
    rows.sort((one, other) => one.id - other.id);
    lane.recoveries.push({ row, endMs: steps.at(-1).atMs });
    if (failure === undefined) lane.recoveredAtMs = steps.at(-1).atMs;
  };

  const explain = (row) => {
    const isItsReason = (reason) => matches(row, reason);
    row.reason = reasons.find(isItsReason);
    reasons = reasons.filter((reason) => reason !== row.reason);
    if (row.reason) rows = rows.filter(({ id }) => id !== row.reason.id);
  };

  /** Joins a reason to its request, if that came before. */
  const place = (reason) => {
    const request = rows.slice(-RECENT).findLast((row) => row.reason === undefined && matches(row, reason));
    if (request) {
      request.reason = reason;
      lanes.get(request.lane)?.revoke(request);
    } else reasons = [...reasons.filter(({ atMs }) => reason.atMs - atMs < REASON_MS), reason];
    return request;
  };

  return {
    get rows() {
      return rows;
    },
    lanes,
    /** Grows with each event. */
    get version() {
      return version;
    },
    /** @param {any} event */
    add(event) {
      version += 1;
      const row = rowOf(event);
      if (row.kind === 'reason' && place(row)) return;
      rows.push(row);
      if (rows.length > MAX_ROWS) rows.shift();
      if (row.kind === 'request') explain(row);
      if (!hasLane(row)) return;
      const lane = laneOf(row);
      row.lane = lane.id;
      const isExpired = lane.isExpired(row.atMs);
      lane.add(row);
      const gesture = lane.recover(row, isExpired);
      if (gesture) merge(gesture, lane);
    },
  };
}

function createLane(id, name) {
  const lane = {
    id,
    name,
    /** The tokens that the host gave to the frame: `{ row, startMs, endMs, kind }`. */
    tokens: [],
    /** `{ startMs, endMs, renewals }`, each renewal a row. The last may be over: `isOver`. */
    sessions: [],
    /** Without those for files. */
    requests: [],
    recoveries: [],
    recoveredAtMs: undefined,
    /** When the last token or request was seen. */
    lastAtMs: 0,
    recover: createRecovery(),
    isExpired: (atMs) => {
      const token = lane.tokens.findLast(({ kind }) => kind === 'iframe');
      return token !== undefined && token.endMs <= atMs;
    },
    /** Ends the session when the app has said, of a request since its start, that it was revoked. */
    revoke({ atMs, data, reason }) {
      const { startMs } = lane.sessions.at(-1) ?? {};
      if (reason?.data.cause === 'session_revoked' && startMs <= (data.startedAtMs ?? atMs))
        endSession(lane.sessions, atMs);
    },
    add(row) {
      const { data, atMs } = row;
      if (data.expiresAtMs !== undefined) {
        const kind = data.token ?? 'context';
        lane.lastAtMs = atMs;
        lane.tokens.push({ row, startMs: data.issuedAtMs, endMs: data.expiresAtMs, kind });
        if (kind === 'iframe') lane.recoveredAtMs = undefined;
      }
      if (data.sessionEndsAtMs !== undefined) addSession(lane.sessions, row);
      if (
        data.method === 'DELETE' &&
        data.sessionEndsAtMs === undefined &&
        (data.path ?? '').endsWith('/session')
      )
        endSession(lane.sessions, atMs);
      lane.revoke(row);
      if (!row.isFile && REQUESTS.has(row.kind)) {
        lane.requests.push(row);
        lane.lastAtMs = atMs;
      }
      for (const list of [lane.tokens, lane.sessions, lane.requests])
        if (list.length > MAX_ROWS) list.shift();
    },
  };
  return lane;
}

function addSession(sessions, row) {
  const last = sessions.at(-1);
  const isNext = last && !last.isOver && last.endMs >= row.atMs;
  if (isNext) {
    last.endMs = row.data.sessionEndsAtMs;
    last.renewals.push(row);
    if (last.renewals.length > MAX_ROWS) last.renewals.shift();
  } else sessions.push({ row, startMs: row.atMs, endMs: row.data.sessionEndsAtMs, renewals: [] });
}

function endSession(sessions, atMs) {
  const last = sessions.at(-1);
  if (!last || last.endMs < atMs) return;
  last.endMs = atMs;
  last.isOver = true;
}

function rowOf({ id, atMs, kind, sentence, data }) {
  const { status } = data;
  return {
    id,
    atMs,
    kind,
    sentence,
    data,
    lane: '',
    status,
    tone: toneOf(data, kind),
    isFile: FILES.has(data.destination),
  };
}

function toneOf({ status, outcome }, kind) {
  if (outcome === 'rejected' || outcome === 'silence' || kind === 'reason') return 'bad';
  if (status === undefined) return outcome === 'token' ? 'good' : 'plain';
  return status === 0 || status >= 400 ? 'bad' : 'good';
}

/** Lifecycle calls, faults and pages concern no frame. */
function hasLane({ kind, data }) {
  return data.frame !== undefined || data.module !== undefined || ['request', 'reason'].includes(kind);
}

function matches({ kind, atMs, data }, reason) {
  return (
    kind === 'request' &&
    data.method === reason.data.method &&
    data.path === reason.data.path &&
    data.status === reason.data.status &&
    Math.abs(atMs - reason.atMs) < REASON_MS
  );
}
