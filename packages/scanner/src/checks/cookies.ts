import { parseSetCookie, type Cookie } from 'set-cookie-parser';
import type { Answered } from '../probes/exchange.ts';
import type { Endpoint } from '../surface/endpoint.ts';
import { pass, type Verdict } from '../verdict.ts';
import type { CheckContext } from './check.ts';
import { judgeViews } from './views.ts';

/** The cookies that an answer sets. */
export function cookiesOf(answer: Answered): readonly Cookie[] {
  return parseSetCookie(answer.headers.get('set-cookie') ?? [], { decodeValues: false });
}

/** Judges every cookie that a page sets, and says so where it sets none. */
export async function judgeCookies(
  context: CheckContext,
  judge: (cookies: readonly Cookie[], view: Answered, endpoint: Endpoint) => Verdict,
): Promise<readonly Verdict[]> {
  return judgeViews(context, (view, endpoint) => {
    const cookies = cookiesOf(view);
    return cookies.length === 0
      ? pass(endpoint.url, 'It sets no cookie.', view)
      : judge(cookies, view, endpoint);
  });
}

/** "a", "a and b". */
export function namesOf(cookies: readonly Cookie[]): string {
  return cookies.map(({ name }) => `"${name}"`).join(' and ');
}
