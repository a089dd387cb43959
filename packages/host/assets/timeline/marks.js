import { spanOf, timeOf } from './words.js';

/** How many groups of requests a strip shows: more would overlap. */
const GROUPS = 40;
const MAX_BARS = 20;

/**
 * What a strip shows between two times: bars over the lives of tokens and sessions, ticks for renewals, dots for requests
 * and recoveries. However many events a lane has, it has at most 160 marks.
 *
 * @param lane of the model
 * @param {{ fromMs: number, toMs: number }} range
 * @returns {{ key: string, form: 'bar' | 'tick' | 'dot' | 'gesture', row: 'token' | 'session' | 'request', fromMs: number,
 *   toMs: number, tone: string, label: string, rows: any[] }[]}
 */
export function marksOf(lane, { fromMs, toMs }) {
  const isVisible = ({ startMs, endMs }) => endMs >= fromMs && startMs <= toMs;
  const groupMs = (toMs - fromMs) / GROUPS;
  const tokens = lane.tokens.filter(isVisible).slice(-MAX_BARS);
  const sessions = lane.sessions.filter(isVisible).slice(-MAX_BARS);
  const recoveries = lane.recoveries.filter(({ row, endMs }) => endMs >= fromMs && row.atMs <= toMs);
  const isInRange = ({ atMs }) => atMs >= fromMs && atMs <= toMs;
  const renewals = groupRows(sessions.flatMap((session) => session.renewals).filter(isInRange), groupMs);
  const requests = groupRows(lane.requests.filter(isInRange), groupMs);
  return [
    ...tokens.map(({ row, startMs, endMs, kind }) => ({
      key: `token-${row.id}`,
      form: 'bar',
      row: 'token',
      fromMs: startMs,
      toMs: endMs,
      tone: kind,
      label: `Token of the kind "${kind}", from ${timeOf(startMs)} for ${spanOf(endMs - startMs)}`,
      rows: [row],
    })),
    ...sessions.map(({ row, startMs, endMs, renewals: { length } }) => ({
      key: `session-${row.id}`,
      form: 'bar',
      row: 'session',
      fromMs: startMs,
      toMs: endMs,
      tone: 'session',
      label: `Session from ${timeOf(startMs)}, renewed ${length === 1 ? 'once' : `${length} times`}`,
      rows: [row],
    })),
    ...renewals.map((rows) => pointOf(rows, 'tick', 'session', 'session', 'renewal of the session')),
    ...requests.map((rows) => pointOf(rows, 'dot', 'request', toneOf(rows), 'request')),
    ...recoveries.slice(-MAX_BARS).map(({ row, endMs }) => ({
      key: `recovery-${row.id}`,
      form: 'gesture',
      row: 'request',
      fromMs: row.atMs,
      toMs: endMs,
      tone: row.tone,
      label: row.sentence,
      rows: [row],
    })),
  ];
}

function pointOf(rows, form, row, tone, noun) {
  const last = rows.at(-1);
  const label = rows.length === 1 ? last.sentence : `${rows.length} ${noun}s until ${timeOf(last.atMs)}`;
  // Named by the first: the group stays the same element while it grows.
  return { key: `${form}-${rows[0].id}`, form, row, fromMs: last.atMs, toMs: last.atMs, tone, label, rows };
}

/** Rows that are as close as their marks would overlap. */
function groupRows(rows, groupMs) {
  const groups = Map.groupBy(rows, ({ atMs }) => Math.floor(atMs / groupMs));
  return [...groups.values()].slice(-GROUPS);
}

/** A refusal is never hidden by what was right. */
function toneOf(rows) {
  if (rows.some(({ status = 0, kind }) => status === 0 || status >= 500 || kind === 'reason'))
    return 'failed';
  if (rows.some(({ status }) => status >= 400)) return 'refused';
  return rows.some(({ status }) => status >= 300) ? 'moved' : 'good';
}
