import { parseSetCookie, type Cookie } from 'set-cookie-parser';
import { isSuccess, type Responded } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import type { CheckContext } from './context.ts';
import { outOfReach, pass, type Finding } from './finding.ts';
import { judgeViews, refusedView } from './views.ts';

/** The cookies that an app sets with a response. Those of a load balancer in front of it are none of its own. */
export function cookiesOf(response: Responded): readonly Cookie[] {
  const cookies = parseSetCookie(response.headers.get('set-cookie') ?? [], { decodeValues: false });
  return cookies.filter(({ name }) => !OF_LOAD_BALANCERS.test(name));
}

/** AWS, Cloudflare, Azure, Google Cloud, Imperva. */
const OF_LOAD_BALANCERS =
  /^(AWSALB|AWSELB|__cf|_cfuvid$|ARRAffinity|GCLB$|GAESA$|incap_ses_|visid_incap_|nlbi_)/;

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
