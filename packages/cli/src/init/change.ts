import type { App } from './app.ts';

/** A change of one file. */
export interface Change {
  /** Relative to the folder of the app. */
  readonly path: string;
  /** Absent where the file is new. */
  readonly before?: string;
  readonly after: string;
}

/** What is to be done. */
export interface Plan {
  readonly changes: readonly Change[];
  /** What the person has to do. */
  readonly steps: readonly string[];
}

/** A change of a JSON file, in its own indentation; `undefined` when there is nothing to change. */
export function changeJson(
  { path, text, value }: NonNullable<App['descriptor']>,
  next: Readonly<Record<string, unknown>>,
): Change | undefined {
  if (JSON.stringify(next) === JSON.stringify(value)) return undefined;
  const [, indentation = '  '] = /^\{\r?\n([ \t]+)/.exec(text) ?? [];
  return { path, before: text, after: `${JSON.stringify(next, undefined, indentation)}\n` };
}
