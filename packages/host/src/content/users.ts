/** An account of a site. */
export interface User {
  readonly accountId: string;
  readonly name: string;
  readonly admin: boolean;
}

/** The users of every site: an administrator, who is signed in at the start, and two others. */
export const USERS: readonly User[] = [
  { accountId: '712020:ada', name: 'Ada Mensah', admin: true },
  { accountId: '712020:ben', name: 'Ben Sato', admin: false },
  { accountId: '712020:cleo', name: 'Cleo Marsh', admin: false },
];
