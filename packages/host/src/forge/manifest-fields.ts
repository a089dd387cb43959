import { isRecord } from '@authbeat/core';

/** Mistakes in a manifest, each a part of a sentence. */
export type Problems = string[];
export type Fields = Readonly<Record<string, unknown>>;

/** A text that is not empty. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A list of mappings. An absent one is empty. */
export function list(fields: Fields, name: string, problems: Problems): readonly Fields[] {
  const { [name]: entries = [] } = fields;
  if (Array.isArray(entries) && entries.every(isRecord)) return entries;
  problems.push(`\`${name}\` must be a list of mappings`);
  return [];
}

/** A list of texts. An absent one is empty. */
export function texts(value: unknown, name: string, problems: Problems): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  problems.push(`\`${name}\` must be a list of texts`);
  return [];
}
