import { ISSUES, type Issue } from './issues.ts';

/** A comment on an issue. */
export interface Comment {
  readonly id: string;
  /** An account id; absent for a comment of the app. */
  readonly author: string | undefined;
  readonly body: unknown;
}

/** A page of Confluence. */
export interface ContentPage {
  readonly id: string;
  readonly title: string;
}

/** What apps change in a site by its REST API. It is kept until the host stops. */
export class SiteData {
  /** In the order of their keys. */
  readonly issues: Issue[] = [...ISSUES];
  readonly pages: readonly ContentPage[] = [
    'Welcome',
    'Decisions',
    'How we work',
    'Meeting notes',
    'Glossary',
  ].map((title, index) => ({ id: String(20_001 + index), title }));
  readonly #comments = new Map<string, Comment[]>();
  readonly #properties = new Map<string, Map<string, unknown>>();
  #lastCommentId = 30_000;

  /** Finds an issue by its key or its id. */
  findIssue(keyOrId: string): Issue | undefined {
    return this.issues.find(({ key, id }) => key === keyOrId || id === keyOrId);
  }

  updateIssue(id: string, changes: Partial<Pick<Issue, 'summary' | 'labels'>>): void {
    const index = this.issues.findIndex((issue) => issue.id === id);
    const issue = this.issues[index];
    if (issue) this.issues[index] = { ...issue, ...changes };
  }

  comments(issueId: string): readonly Comment[] {
    return this.#comments.get(issueId) ?? [];
  }

  addComment(issueId: string, author: string | undefined, body: unknown): Comment {
    this.#lastCommentId += 1;
    const comment = { id: String(this.#lastCommentId), author, body };
    this.#comments.set(issueId, [...this.comments(issueId), comment]);
    return comment;
  }

  /** The properties of something, such as `issue/10001`, which may be changed. */
  properties(owner: string): Map<string, unknown> {
    const properties = this.#properties.get(owner) ?? new Map<string, unknown>();
    this.#properties.set(owner, properties);
    return properties;
  }
}
