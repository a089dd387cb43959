/** Somebody with an account in a site. */
export interface User {
  readonly accountId: string;
  readonly name: string;
  readonly admin: boolean;
}

/** The people of every site: an administrator and two others. The first is signed in at the start. */
export const USERS: readonly User[] = [
  { accountId: '712020:ada', name: 'Ada Mensah', admin: true },
  { accountId: '712020:ben', name: 'Ben Sato', admin: false },
  { accountId: '712020:cleo', name: 'Cleo Marsh', admin: false },
];
