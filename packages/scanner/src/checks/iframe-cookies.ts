import { pass, warning } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import { judgeCookies, namesOf } from '../judging/cookies.ts';

export const check: OutsideCheck = {
  id: 'iframe-cookies',
  title: 'Cookies work inside an iframe of another site',
  depth: 'outside',
  run: async (context) =>
    judgeCookies(context, (cookies, view, { url }) => {
      const blocked = cookies.filter(({ sameSite, secure }) => sameSite?.toLowerCase() !== 'none' || !secure);
      if (blocked.length > 0) {
        return warning(
          url,
          `${namesOf(blocked)} never arrives from an iframe: SameSite=None; Secure is missing.`,
          view,
        );
      }
      const shared = cookies.filter(({ partitioned }) => !partitioned);
      return shared.length > 0
        ? warning(
            url,
            `${namesOf(shared)} is blocked where third-party cookies are: Partitioned is missing.`,
            view,
          )
        : pass(url, `${namesOf(cookies)}: SameSite=None; Secure; Partitioned.`, view);
    }),
};
