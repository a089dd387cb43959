import { parseSetCookie, type Cookie } from 'set-cookie-parser';
import type { Responded } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { pass, type Finding } from './finding.ts';
import type { CheckContext } from './context.ts';
import { judgeViews } from './views.ts';

/** The cookies that an response sets. */
export function cookiesOf(response: Responded): readonly Cookie[] {
  return parseSetCookie(response.headers.get('set-cookie') ?? [], { decodeValues: false });
}

/** Judges every cookie that a page sets, and says so where it sets none. */
export async function judgeCookies(
  context: CheckContext,
  judge: (cookies: readonly Cookie[], view: Responded, entryPoint: EntryPoint) => Finding,
): Promise<readonly Finding[]> {
  return judgeViews(context, (view, entryPoint) => {
    const cookies = cookiesOf(view);
    return cookies.length === 0
      ? pass(entryPoint.url, 'It sets no cookie.', view)
      : judge(cookies, view, entryPoint);
  });
}

/** "a", "a and b". */
export function namesOf(cookies: readonly Cookie[]): string {
  return cookies.map(({ name }) => `"${name}"`).join(' and ');
}
