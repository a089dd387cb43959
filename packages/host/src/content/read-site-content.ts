import { createHash } from 'node:crypto';
import { isRecord } from '@authbeat/core';
import { SiteContentError } from '../errors.ts';
import { ISSUES, PROJECTS, type Issue, type Project } from './issues.ts';
import { PAGES, SPACES, type ContentPage, type Space } from './pages.ts';
import { USERS, type User } from './users.ts';

/** What a site has besides its own content, or in place of it. */
export interface SiteContent {
  readonly users: readonly User[];
  readonly projects: readonly Project[];
  readonly issues: readonly Issue[];
  readonly spaces: readonly Space[];
  readonly pages: readonly ContentPage[];
  /** By their owner, such as `issue/10001`. */
  readonly properties: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

interface Field {
  readonly accepts: (value: unknown) => boolean;
  /** What the value must be. */
  readonly noun: string;
}

interface EntryFields {
  /** The field that names an entry. */
  readonly name: string;
  /** What an entry needs that every site has not. */
  readonly required: readonly string[];
  /** The entries that every site has. */
  readonly known: readonly object[];
  readonly fields: Readonly<Record<string, Field>>;
}

const MAX_ENTRIES = 1000;

const matching = (pattern: RegExp, noun: string): Field => ({
  accepts: (value) => typeof value === 'string' && pattern.test(value),
  noun,
});
const oneOf = (...values: readonly string[]): Field => ({
  accepts: (value) => values.some((each) => each === value),
  noun: `one of: ${values.join(', ')}`,
});
const text = matching(/^[^]{1,10000}$/, 'text');
const texts: Field = {
  accepts: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
  noun: 'a list of texts',
};
const flag: Field = { accepts: (value) => typeof value === 'boolean', noun: 'true or false' };
const properties: Field = { accepts: isRecord, noun: 'an object' };
const spaceKey = matching(/^[A-Za-z0-9]{1,30}$/, 'the key of a space');

/** What the lists of a file may hold. Its schema is `authbeat/schema/site.schema.json`. */
const LISTS: Readonly<Record<Exclude<keyof SiteContent, 'properties'>, EntryFields>> = {
  users: {
    name: 'accountId',
    required: ['name'],
    known: USERS,
    fields: { accountId: matching(/^[\w:-]{1,128}$/, 'an account id'), name: text, admin: flag },
  },
  projects: {
    name: 'key',
    required: ['name'],
    known: PROJECTS,
    fields: {
      key: matching(/^[A-Z][A-Z0-9_]{0,9}$/, 'the key of a project'),
      name: text,
      type: oneOf('software', 'business'),
      properties,
    },
  },
  issues: {
    name: 'key',
    required: ['summary'],
    known: ISSUES,
    fields: {
      key: matching(/^[A-Z][A-Z0-9_]{0,9}-[1-9]\d{0,8}$/, 'the key of an issue'),
      summary: text,
      description: texts,
      type: oneOf('Story', 'Bug', 'Task'),
      status: oneOf('To do', 'In progress', 'Done'),
      priority: oneOf('Low', 'Medium', 'High'),
      assignee: text,
      labels: texts,
      properties,
    },
  },
  spaces: { name: 'key', required: ['name'], known: SPACES, fields: { key: spaceKey, name: text } },
  pages: {
    name: 'id',
    required: ['title', 'space'],
    known: PAGES,
    fields: { id: matching(/^[1-9]\d{0,18}$/, 'digits'), title: text, space: spaceKey, body: texts },
  },
};

const ISSUE_TYPES = new Map<unknown, Issue['type']>(ISSUES.map(({ type }) => [type.name, type]));

type Entry = Readonly<Record<string, unknown>>;
type Lists = Readonly<Partial<Record<keyof typeof LISTS, readonly Entry[]>>>;

/**
 * Reads the content of a site, such as that of a file. An entry with the name of one that every site has changes that
 * one, field by field.
 *
 * @example
 * ```ts
 * import { readSiteContent, type Site } from '@authbeat/host';
 *
 * export function fill({ data }: Site): void {
 *   data.apply(readSiteContent({ issues: [{ key: 'AB-9', summary: 'A long one' }] }));
 * }
 * ```
 *
 * @throws {SiteContentError} with every mistake
 */
export function readSiteContent(value: unknown): SiteContent {
  if (!isRecord(value)) throw new SiteContentError(['it must be an object']);
  const { $schema: _schema, ...lists } = value;
  const mistakes = Object.entries(lists).flatMap(([name, list]) => listProblems(name, list));
  if (mistakes.length > 0) throw new SiteContentError(mistakes);
  const content = complete(lists);
  const dangling = referenceProblems(content);
  if (dangling.length > 0) throw new SiteContentError(dangling);
  return content;
}

function listProblems(name: string, list: unknown): string[] {
  if (!Object.hasOwn(LISTS, name))
    return [`\`${name}\` is unknown; a site has ${Object.keys(LISTS).join(', ')}`];
  if (!Array.isArray(list) || list.length > MAX_ENTRIES)
    return [`\`${name}\` must be a list of at most ${MAX_ENTRIES} entries`];
  const expected = LISTS[name as keyof typeof LISTS];
  return list.flatMap((entry: unknown, index) => entryProblems(`${name}[${index}]`, entry, expected));
}

function entryProblems(
  place: string,
  entry: unknown,
  { name, required, known, fields }: EntryFields,
): string[] {
  if (!isRecord(entry)) return [`\`${place}\` must be an object`];
  const isKnown = known.some((each) => Reflect.get(each, name) === entry[name]);
  const missing = [name, ...(isKnown ? [] : required)].filter((field) => !Object.hasOwn(entry, field));
  return [
    ...missing.map((field) => `\`${place}.${field}\` is missing`),
    ...Object.entries(entry).flatMap(([field, value]) => {
      const expected = Object.hasOwn(fields, field) ? fields[field] : undefined;
      if (!expected) return [`\`${place}.${field}\` is unknown`];
      return expected.accepts(value) ? [] : [`\`${place}.${field}\` must be ${expected.noun}`];
    }),
  ];
}

/** Fills in what entries leave out: from the entry of that name that every site has, or from an empty one. */
function complete({ users = [], projects = [], issues = [], spaces = [], pages = [] }: Lists): SiteContent {
  const content = {
    users: users.map((entry) => fill(entry, 'accountId', USERS, { admin: false })),
    projects: projects.map((entry) => fill(entry, 'key', PROJECTS, { id: idOf(entry), type: 'software' })),
    issues: issues.map(completeIssue),
    spaces: spaces.map((entry) => fill(entry, 'key', SPACES, { id: idOf(entry) })),
    pages: pages.map((entry) => fill(entry, 'id', PAGES, { version: 1, body: [] })),
  };
  const owned = [
    ...content.projects.map(({ id }, index) => [`project/${id}`, projects[index]] as const),
    ...content.issues.map(({ id }, index) => [`issue/${id}`, issues[index]] as const),
  ];
  const properties = owned.flatMap(([owner, entry]) => {
    const values = entry?.['properties'];
    return isRecord(values) ? [[owner, values] as const] : [];
  });
  return { ...content, properties: new Map(properties) };
}

function completeIssue(entry: Entry): Issue {
  const { type, ...fields } = entry;
  return fill({ ...fields, ...(type !== undefined && { type: ISSUE_TYPES.get(type) }) }, 'key', ISSUES, {
    id: idOf(entry),
    description: [],
    type: ISSUE_TYPES.get('Task'),
    status: 'To do',
    priority: 'Medium',
    assignee: '',
    labels: [],
  });
}

function fill<Item extends object>(
  { properties: _properties, ...entry }: Entry,
  name: keyof Item & string,
  known: readonly Item[],
  blank: object,
): Item {
  const own = known.find((each) => each[name] === entry[name]);
  // The fields have been checked.
  return { ...(own ?? blank), ...entry } as Item;
}

/** The id of a new entry: the same in each run, so that what an app has kept of it stays true. */
function idOf({ key }: Entry): string {
  return String(1_000_000_000 + createHash('sha256').update(String(key)).digest().readUInt32BE());
}

function referenceProblems({ projects, issues, spaces, pages }: SiteContent): string[] {
  const projectKeys = new Set([...PROJECTS, ...projects].map(({ key }) => key));
  const spaceKeys = new Set([...SPACES, ...spaces].map(({ key }) => key));
  return [
    ...issues
      .filter(({ key }) => !projectKeys.has(key.replace(/-\d+$/, '')))
      .map(({ key }) => `the issue ${key} has no project`),
    ...pages
      .filter(({ space }) => !spaceKeys.has(space))
      .map(({ id, space }) => `the page ${id} is in the space ${space}, which does not exist`),
  ];
}
