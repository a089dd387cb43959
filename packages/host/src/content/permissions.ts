import type { User } from './users.ts';

/** What every user of a site may do in its project and with its content. */
const EVERYONE: ReadonlySet<string> = new Set([
  'BROWSE_PROJECTS',
  'CREATE_ISSUES',
  'EDIT_ISSUES',
  'ADD_COMMENTS',
  'ASSIGN_ISSUES',
  'TRANSITION_ISSUES',
  'read',
  'update',
  'use',
]);

/** Names of permissions that are in none of the lists are unknown. */
const ADMINISTRATORS: ReadonlySet<string> = new Set([
  'ADMINISTER',
  'SYSTEM_ADMIN',
  'ADMINISTER_PROJECTS',
  'DELETE_ISSUES',
  'delete',
  'administer',
]);

export function isKnownPermission(name: string): boolean {
  return EVERYONE.has(name) || ADMINISTRATORS.has(name);
}

/** Does a user have a permission? Administrators have all, the others those of everyone. */
export function hasPermission({ admin }: User, name: string): boolean {
  return EVERYONE.has(name) || (admin && ADMINISTRATORS.has(name));
}
