import type { ContextKeys, Product } from '../content/frame-context.ts';
import { ISSUES, PROJECT } from '../content/issues.ts';
import { PAGES, SPACES } from '../content/pages.ts';
import { USERS } from '../content/users.ts';

/** A place on the pages of the local host. */
export interface PlaceDescription {
  /** For people, after "In the": where to look. */
  readonly words: string;
  /** Absent where every product has it. */
  readonly product?: Product;
  /** The context of a module there, unless its address names another one. None by default. */
  readonly context?: ContextKeys;
  /** The path of the first page that has the place. Absent where every page has it. */
  readonly path?: string;
  /** Only administrators see it. */
  readonly adminOnly?: true;
}

const ISSUE = { issue: ISSUES[0]?.key ?? '' };
const CONTENT = { content: PAGES[0]?.id ?? '' };
const issuePlace = (words: string) =>
  ({ words, product: 'jira', context: ISSUE, path: `/browse/${ISSUE.issue}` }) as const;
const contentPlace = (words: string) =>
  ({ words, product: 'confluence', context: CONTENT, path: `/pages/${CONTENT.content}` }) as const;

/** The places where modules are shown. */
export const PLACES = {
  navigation: { words: 'navigation' },
  administration: { words: 'administration', path: '/admin', adminOnly: true },
  profile: {
    words: 'profile of a user',
    context: { profile: USERS[0]?.accountId ?? '' },
    path: `/people/${USERS[0]?.accountId ?? ''}`,
  },
  'issue-buttons': issuePlace('buttons of an issue'),
  'issue-actions': issuePlace('actions of an issue'),
  'issue-content': issuePlace('content of an issue'),
  'issue-context': issuePlace('right column of an issue'),
  'issue-activity': issuePlace('activity of an issue'),
  project: {
    words: 'pages of a project',
    product: 'jira',
    context: { project: PROJECT.key },
    path: `/projects/${PROJECT.key}`,
  },
  'project-settings': {
    words: 'settings of a project',
    product: 'jira',
    context: { project: PROJECT.key },
    path: `/projects/${PROJECT.key}`,
    adminOnly: true,
  },
  dashboard: {
    words: 'dashboard',
    product: 'jira',
    context: { dashboardItem: '1' },
    path: '/dashboard',
  },
  'content-byline': contentPlace('byline of a page'),
  'content-actions': contentPlace('actions of a page'),
  'content-body': contentPlace('body of a page'),
  'content-panels': contentPlace('footer of a page'),
  attachments: {
    ...contentPlace('attachments of a page'),
    context: { ...CONTENT, attachment: '50002' },
  },
  space: {
    words: 'pages of a space',
    product: 'confluence',
    context: { space: SPACES[0]?.key ?? '' },
    path: `/spaces/${SPACES[0]?.key ?? ''}`,
  },
} as const satisfies Readonly<Record<string, PlaceDescription>>;

export type Place = keyof typeof PLACES;

/** Describes a place, without its literal types. */
export function describePlace(place: Place): PlaceDescription {
  return PLACES[place];
}
