import { call } from '../server.js';
import { settling } from './calls.js';

/** `AP.user`. An anonymous user has no account id. */
export const user = {
  getCurrentUser: settling(async () => {
    const { account } = await call('/host/user', {});
    return account === null ? {} : { atlassianAccountId: account };
  }),
  getTimeZone: settling(async () => new Intl.DateTimeFormat().resolvedOptions().timeZone),
  getLocale: settling(async () => navigator.language.replace('-', '_')),
};
