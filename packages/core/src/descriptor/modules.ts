import { isRecord } from '../internal/json.ts';
import type { Descriptor } from './parse.ts';

/** One module of a descriptor. */
export interface Module {
  /** `generalPages`, `webPanels`, `jiraIssueContents` … */
  readonly type: string;
  readonly key: string;
  /** What a person sees; the key where the descriptor names none. */
  readonly name: string;
  /** As the descriptor has it: relative to `baseUrl` or absolute, with placeholders such as `{issue.key}`. */
  readonly url?: string;
  /** Where the host shows it, such as `atl.jira.view.issue.left.context`. */
  readonly location?: string;
  /** What a `jiraIssueContents` or `webItems` module opens. */
  readonly target?: { readonly type: string; readonly url?: string };
  /** The host loads such a page without any token or context in its URL. */
  readonly cacheable: boolean;
  /** The module as the descriptor has it. */
  readonly source: Readonly<Record<string, unknown>>;
}

/** Every module of a descriptor, in the descriptor's order. Entries that are not objects are left out. */
export function listModules(descriptor: Descriptor): readonly Module[] {
  return Object.entries(descriptor.modules).flatMap(([type, entry]) =>
    (Array.isArray(entry) ? entry : [entry])
      .filter(isRecord)
      .map((source, index) => readModule(type, source, index)),
  );
}

function readModule(type: string, source: Record<string, unknown>, index: number): Module {
  const { url, location, target } = source;
  const key = textOr(source['key'], `${type}-${index}`);
  return {
    type,
    key,
    name: textOr(isRecord(source['name']) ? source['name']['value'] : source['name'], key),
    ...(typeof url === 'string' && { url }),
    ...(typeof location === 'string' && { location }),
    ...(isRecord(target) && { target: readTarget(target) }),
    cacheable: source['cacheable'] === true,
    source,
  };
}

function readTarget(target: Record<string, unknown>): { type: string; url?: string } {
  const { url } = target;
  return { type: textOr(target['type'], 'page'), ...(typeof url === 'string' && { url }) };
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}
