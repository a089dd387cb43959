import { PROJECT, type Issue } from './issues.ts';

/** Where a frame stands, as context tokens and `AP.context.getContext()` tell it. */
export interface ProductContext {
  readonly issue?: { readonly id: string; readonly key: string; readonly issuetype: { readonly id: string } };
  readonly project?: { readonly id: string; readonly key: string };
}

/** The context of an issue; empty where there is none. */
export function productContextOf(issue: Issue | undefined): ProductContext {
  return issue
    ? {
        issue: { id: issue.id, key: issue.key, issuetype: { id: issue.type.id } },
        project: { id: PROJECT.id, key: PROJECT.key },
      }
    : {};
}
