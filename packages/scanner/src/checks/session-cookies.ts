import { fail, pass } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import { judgeCookies, namesOf } from '../judging/cookies.ts';

export const check: OutsideCheck = {
  id: 'session-cookies',
  title: 'Session cookies are Secure and HttpOnly',
  requirement: '7.4',
  depth: 'outside',
  run: async (context) =>
    judgeCookies(context, (cookies, view, { url }) => {
      const sessions = cookies.filter(({ name }) => isSession(name));
      const loose = sessions.filter(({ secure, httpOnly }) => !secure || !httpOnly);
      if (loose.length > 0) return fail(url, `${namesOf(loose)} lacks Secure or HttpOnly.`, view);
      return sessions.length > 0
        ? pass(url, `${namesOf(sessions)}: Secure and HttpOnly.`, view)
        : pass(url, `${namesOf(cookies)} is not named like a session.`, view);
    }),
};

/** Names that frameworks use for sessions: PHPSESSID, JSESSIONID, CFID, CFTOKEN, connect.sid, session … */
function isSession(name: string): boolean {
  return /sess|(^|[._-])sid$|^cf(id|token)$|auth|token|jwt/i.test(name) && !/csrf|xsrf/i.test(name);
}
