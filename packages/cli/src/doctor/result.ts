/** What the examination of one thing has found. */
export interface Result {
  /** What was examined, in a word or two. */
  readonly topic: string;
  /** `note`: it may be meant so. */
  readonly status: 'ok' | 'note' | 'fix';
  /** What was found; with `fix`, what to do as well. */
  readonly message: string;
}

export function ok(topic: string, message: string): Result {
  return { topic, status: 'ok', message };
}

export function note(topic: string, message: string): Result {
  return { topic, status: 'note', message };
}

export function fix(topic: string, message: string): Result {
  return { topic, status: 'fix', message };
}
