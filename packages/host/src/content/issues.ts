/** A project of a site. */
export interface Project {
  readonly id: string;
  /** The issues of a project have keys that begin with it: `AB-1`. */
  readonly key: string;
  readonly name: string;
  readonly type: 'software' | 'business';
}

/** An issue of a site. */
export interface Issue {
  readonly id: string;
  readonly key: string;
  readonly type: { readonly id: string; readonly name: string };
  readonly summary: string;
  /** Paragraphs. */
  readonly description: readonly string[];
  readonly status: 'To do' | 'In progress' | 'Done';
  readonly priority: 'Low' | 'Medium' | 'High';
  /** An account id. */
  readonly assignee: string;
  readonly labels: readonly string[];
}

export const PROJECT: Project = { id: '10000', key: 'AB', name: 'Aurora', type: 'software' };

/** The projects of every site. */
export const PROJECTS: readonly Project[] = [
  PROJECT,
  { id: '10010', key: 'NO', name: 'Northlight', type: 'business' },
];

/** The issues of every site. */
export const ISSUES: readonly Issue[] = [
  {
    id: '10001',
    key: 'AB-1',
    type: { id: '10101', name: 'Story' },
    summary: 'Keep the deployment panel signed in over lunch',
    description: [
      'People open an issue, leave for a meeting, and come back to a panel that no longer works.',
      'The panel should be as they left it, however long they were away.',
    ],
    status: 'In progress',
    priority: 'High',
    assignee: '712020:ada',
    labels: ['sign-in', 'panel'],
  },
  {
    id: '10002',
    key: 'AB-2',
    type: { id: '10102', name: 'Bug' },
    summary: 'The export stops after a quarter of an hour',
    description: ['The download of a large project ends half-way with an error that no one can explain.'],
    status: 'To do',
    priority: 'Medium',
    assignee: '712020:ben',
    labels: ['export'],
  },
  {
    id: '10003',
    key: 'AB-3',
    type: { id: '10103', name: 'Task' },
    summary: 'Write down what happens when a site removes the app',
    description: ['Sessions end within seconds; nothing of the site is kept longer than agreed.'],
    status: 'Done',
    priority: 'Low',
    assignee: '712020:cleo',
    labels: [],
  },
  {
    id: '10011',
    key: 'NO-1',
    type: { id: '10103', name: 'Task' },
    summary: 'Invite the pilot customers',
    description: ['Ten companies have asked for an early look. Each of them gets a site of its own.'],
    status: 'To do',
    priority: 'Medium',
    assignee: '712020:ada',
    labels: ['pilot'],
  },
];
