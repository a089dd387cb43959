/** A space of Confluence. */
export interface Space {
  readonly id: string;
  readonly key: string;
  readonly name: string;
}

/** A page of Confluence. */
export interface ContentPage {
  readonly id: string;
  readonly title: string;
  /** The key of its space. */
  readonly space: string;
  readonly version: number;
  /** Paragraphs. */
  readonly body: readonly string[];
}

/** The spaces of every site. */
export const SPACES: readonly Space[] = [
  { id: '40001', key: 'DOC', name: 'Handbook' },
  { id: '40002', key: 'TEAM', name: 'Team Aurora' },
];

/** The pages of every site, the first one of a space being its home. */
export const PAGES: readonly ContentPage[] = [
  page('20001', 'Welcome', 'DOC', 'What we build, for whom, and where to find the people who do.'),
  page('20002', 'Decisions', 'DOC', 'What was decided, when, and what would make us decide otherwise.'),
  page('20003', 'How we work', 'DOC', 'Small steps, each of them finished. A review within a day.'),
  page('20004', 'Meeting notes', 'TEAM', 'Monday: the panel that expires over lunch. Ada shows a fix.'),
  page('20005', 'Glossary', 'TEAM', 'One word for each thing.'),
];

function page(id: string, title: string, space: string, text: string): ContentPage {
  return { id, title, space, version: 1, body: [text] };
}
