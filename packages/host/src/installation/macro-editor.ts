import { isRecord, type Module } from '@authbeat/core';

/** The editor of a macro, as the descriptor has it. */
export interface MacroEditor {
  readonly url: string;
  readonly title: string;
  readonly width: string;
  readonly height: string;
}

/** Reads the `editor` of a macro. `undefined` for a macro without one of its own. */
export function editorOf({ name, source }: Module): MacroEditor | undefined {
  const { editor } = source;
  if (!isRecord(editor) || typeof editor['url'] !== 'string') return undefined;
  const { url, editTitle, width, height } = editor;
  return {
    url,
    title:
      isRecord(editTitle) && typeof editTitle['value'] === 'string' ? editTitle['value'] : `Edit ${name}`,
    width: lengthOf(width, '800px'),
    height: lengthOf(height, '500px'),
  };
}

function lengthOf(value: unknown, usual: string): string {
  return typeof value === 'string' && /^\d+(?:px|%)?$/.test(value) ? value : usual;
}
