import { parseSetCookie, type Cookie } from 'set-cookie-parser';
import { isSuccess, type Responded } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import type { CheckContext } from './context.ts';
import { outOfReach, pass, type Finding } from './finding.ts';
import { judgeViews, refusedView } from './views.ts';

/** The cookies that a response sets. */
function cookiesOf(response: Responded): readonly Cookie[] {
  return parseSetCookie(response.headers.get('set-cookie') ?? [], { decodeValues: false });
}

/** Judges the cookies that each page sets. One that sets none passes, if it was shown. */
export async function judgeCookies(
  context: CheckContext,
  judge: (cookies: readonly Cookie[], view: Responded, entryPoint: EntryPoint) => Finding,
): Promise<readonly Finding[]> {
  return judgeViews(context, (view, entryPoint) => {
    const cookies = cookiesOf(view);
    if (cookies.length > 0) return judge(cookies, view, entryPoint);
    return isSuccess(view)
      ? pass(entryPoint.url, 'It sets no cookie.', view)
      : outOfReach(entryPoint.url, refusedView(context, view), view);
  });
}

/** "a", "a and b". */
export function namesOf(cookies: readonly Cookie[]): string {
  return cookies.map(({ name }) => `"${name}"`).join(' and ');
}
