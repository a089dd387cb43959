import { PROJECT, type Issue } from './issues.ts';

/** Where a frame stands: in context tokens, and from `AP.context.getContext()`. */
export interface ProductContext {
  readonly issue?: { readonly id: string; readonly key: string; readonly issuetype: { readonly id: string } };
  readonly project?: { readonly id: string; readonly key: string };
}

/** The context of an issue; empty without an issue. */
export function productContextOf(issue: Issue | undefined): ProductContext {
  return issue
    ? {
        issue: { id: issue.id, key: issue.key, issuetype: { id: issue.type.id } },
        project: { id: PROJECT.id, key: PROJECT.key },
      }
    : {};
}
