import { ISSUES, PROJECT, PROJECTS, type Issue, type Project } from './issues.ts';
import { PAGES, SPACES, type ContentPage, type Space } from './pages.ts';
import { readSiteContent, type SiteContent } from './read-site-content.ts';
import { USERS, type User } from './users.ts';

/** A comment on an issue. */
export interface Comment {
  readonly id: string;
  /** An account id; absent for a comment of the app. */
  readonly author: string | undefined;
  readonly body: unknown;
}

/** A file of an issue or of a page. */
export interface Attachment {
  readonly id: string;
  /** The id of the issue or page. */
  readonly owner: string;
  readonly name: string;
  readonly mediaType: string;
  /** An account id; absent for a file of the app. */
  readonly author: string | undefined;
  readonly bytes: Buffer;
}

/** A macro of an app in the pages of Confluence. */
export interface Macro {
  readonly id: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The content of a site, as apps change it by its REST API and its bridge. It is kept until the host stops. */
export class SiteData {
  /** In the order of their keys. */
  readonly issues: Issue[] = [...ISSUES];
  readonly users: User[] = [...USERS];
  readonly projects: Project[] = [...PROJECTS];
  readonly spaces: Space[] = [...SPACES];
  readonly pages: ContentPage[] = [...PAGES];
  readonly macros = new Map<string, Macro>();
  readonly #comments = new Map<string, Comment[]>();
  readonly #properties = new Map<string, Map<string, unknown>>();
  readonly #attachments: Attachment[] = ['10001', '20001'].map((owner, index) => ({
    id: String(50_001 + index),
    owner,
    name: 'notes.txt',
    mediaType: 'text/plain',
    author: '712020:ben',
    bytes: Buffer.from('The token expires after three minutes.\n'),
  }));
  #applied: SiteContent = readSiteContent({});
  #lastId = 60_000;

  /**
   * Adds content to what every site has. What was added before and is not there any more goes, and entries that every
   * site has are as they were at the start. Other changes that apps have made stay.
   */
  apply(content: SiteContent): void {
    const before = this.#applied;
    merge(this.users, USERS, before.users, content.users, ({ accountId }) => accountId);
    merge(this.projects, PROJECTS, before.projects, content.projects, ({ key }) => key);
    merge(this.issues, ISSUES, before.issues, content.issues, ({ key }) => key);
    merge(this.spaces, SPACES, before.spaces, content.spaces, ({ key }) => key);
    merge(this.pages, PAGES, before.pages, content.pages, ({ id }) => id);
    for (const [owner, values] of before.properties)
      for (const key of Object.keys(values)) this.properties(owner).delete(key);
    for (const [owner, values] of content.properties)
      for (const [key, value] of Object.entries(values)) this.properties(owner).set(key, value);
    this.#applied = content;
  }

  /** Finds a project by its key or its id. */
  findProject(keyOrId: string | undefined): Project | undefined {
    return this.projects.find(({ key, id }) => key === keyOrId || id === keyOrId);
  }

  /** The project of an issue. */
  projectOf({ key }: Issue): Project {
    return this.findProject(key.split('-', 1)[0]) ?? PROJECT;
  }

  /** Finds a space by its key or its id. */
  findSpace(keyOrId: string | undefined): Space | undefined {
    return this.spaces.find(({ key, id }) => key === keyOrId || id === keyOrId);
  }

  /** Finds an issue by its key or its id. */
  findIssue(keyOrId: string): Issue | undefined {
    return this.issues.find(({ key, id }) => key === keyOrId || id === keyOrId);
  }

  findPage(id: string): ContentPage | undefined {
    return this.pages.find((page) => page.id === id);
  }

  /** Adds an issue, with the next key of its project. */
  createIssue(projectKey: string, summary: string, type: Issue['type'], assignee: string): Issue {
    const count = this.issues.filter(({ key }) => key.startsWith(`${projectKey}-`)).length;
    const issue: Issue = {
      id: this.#nextId(),
      key: `${projectKey}-${count + 1}`,
      type,
      summary,
      description: [],
      status: 'To do',
      priority: 'Medium',
      assignee,
      labels: [],
    };
    this.issues.push(issue);
    return issue;
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
    const comment = { id: this.#nextId(), author, body };
    this.#comments.set(issueId, [...this.comments(issueId), comment]);
    return comment;
  }

  /** The files of an issue or a page, by its id. */
  attachments(owner: string): readonly Attachment[] {
    return this.#attachments.filter((attachment) => attachment.owner === owner);
  }

  /** Finds an attachment by its id. Confluence writes `att` in front of it. */
  findAttachment(id: string): Attachment | undefined {
    return this.#attachments.find((attachment) => attachment.id === id.replace(/^att/, ''));
  }

  addAttachment(file: Omit<Attachment, 'id'>): Attachment {
    const attachment = { id: this.#nextId(), ...file };
    this.#attachments.push(attachment);
    return attachment;
  }

  removeAttachment(id: string): void {
    const index = this.#attachments.findIndex((attachment) => attachment.id === id);
    if (index >= 0) this.#attachments.splice(index, 1);
  }

  /** The properties of something, such as `issue/10001`, which may be changed. */
  properties(owner: string): Map<string, unknown> {
    const properties = this.#properties.get(owner) ?? new Map<string, unknown>();
    this.#properties.set(owner, properties);
    return properties;
  }

  #nextId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }
}

/** Takes out what was given before, and puts in what is given now. What every site has keeps its place. */
function merge<Item>(
  list: Item[],
  defaults: readonly Item[],
  before: readonly Item[],
  given: readonly Item[],
  nameOf: (item: Item) => string,
): void {
  const gone = new Set(before.map(nameOf));
  const entries = new Map(list.filter((item) => !gone.has(nameOf(item))).map((item) => [nameOf(item), item]));
  const own = defaults.map((item) => [nameOf(item), entries.get(nameOf(item)) ?? item] as const);
  const all = new Map([...own, ...entries, ...given.map((item) => [nameOf(item), item] as const)]);
  list.splice(0, list.length, ...all.values());
}
