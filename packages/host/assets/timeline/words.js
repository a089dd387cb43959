/** At which part of its life the client of Authbeat renews a session: between 70 and 80 %. */
const RENEWS_AT = 0.75;

/** A span of time in words: `42 s`, `2 min 5 s`, `1 h 3 min`. */
export function spanOf(milliseconds) {
  const seconds = Math.ceil(Math.abs(milliseconds) / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A time of day, as the person reads it. */
export function timeOf(atMs) {
  return new Date(atMs).toLocaleTimeString([], { hour12: false });
}

/**
 * What keeps a frame signed in now: its session, a recovery, or the token of its URL.
 *
 * @param lane of the model; `undefined` before anything has happened
 * @param token `{ leftMs, leewayMs }` of the token in the frame's URL; `undefined` without one
 * @returns {{ words: string, state: 'alive' | 'ending' | 'expired' } | undefined}
 */
export function describeFrame(lane, token, nowMs) {
  const session = lane?.sessions.at(-1);
  if (session && !session.isOver && session.endMs > nowMs) return describeSession(session, nowMs);
  if (lane?.recoveredAtMs !== undefined)
    return { words: `page recovered ${spanOf(nowMs - lane.recoveredAtMs)} ago`, state: 'alive' };
  if (session?.isOver && session.endMs <= nowMs)
    return { words: 'signed out of the session', state: 'ending' };
  if (session) return { words: `session ended ${spanOf(nowMs - session.endMs)} ago`, state: 'expired' };
  return token && describeToken(token);
}

function describeSession({ startMs, endMs, renewals }, nowMs) {
  const begunAtMs = renewals.at(-1)?.atMs ?? startMs;
  const dueMs = begunAtMs + (endMs - begunAtMs) * RENEWS_AT;
  const leftMs = endMs - nowMs;
  if (dueMs > nowMs) return { words: `session alive, renews in ${spanOf(dueMs - nowMs)}`, state: 'alive' };
  return { words: `session alive, ${spanOf(leftMs)} left`, state: leftMs > 10_000 ? 'alive' : 'ending' };
}

/** An app may accept a token for some time after its expiry. */
function describeToken({ leftMs, leewayMs }) {
  const state = leftMs > 10_000 ? 'alive' : leftMs + leewayMs > 0 ? 'ending' : 'expired';
  if (leftMs > 0) return { words: `token: ${spanOf(leftMs)} left`, state };
  if (leftMs + leewayMs > 0)
    return { words: `token expired, accepted for ${spanOf(leftMs + leewayMs)}`, state };
  return { words: `token expired ${spanOf(leftMs)} ago`, state };
}
