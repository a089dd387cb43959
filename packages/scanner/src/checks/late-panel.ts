import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { judgeEach } from '../judging/entry-points.ts';
import { inconclusive, notApplicable, outOfReach, pass, warning, type Finding } from '../judging/finding.ts';
import { healsItself } from '../judging/healing.ts';
import { isConclusive, targetOf, whyInconclusive, withUrlToken } from '../judging/requests.ts';
import { judgeOpenness } from '../judging/shell.ts';
import { steadyDifferenceOf } from '../judging/steady-difference.ts';
import { viewRequest, withGenuineToken } from '../judging/views.ts';
import { isRedirect, isSuccess, type Probe, type Responded } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { entryPointsOf } from '../surface/surface.ts';
import { wholeSeconds } from '../tenants/mint.ts';

const HOUR = 3600;

export const check: OutsideCheck = {
  id: 'late-panel',
  title: 'A page that is loaded with an expired token heals itself',
  depth: 'outside',
  async run(context) {
    const pages = entryPointsOf(context.surface, 'page').filter(({ cacheable }) => !cacheable);
    return judgeEach(context, pages, async (page) => judge(context, page));
  },
};

async function judge(context: CheckContext, page: EntryPoint): Promise<Finding> {
  const { url } = page;
  const late = await loadLate(context, page);
  if (!isConclusive(late)) return inconclusive(url, whyInconclusive(late), late);
  if (isSuccess(late)) return judgeShown(context, page, late);
  if (await healsItself(late, context.send)) {
    return pass(url, `Refused with ${late.status}, by a page that gets a fresh token from the host.`, late);
  }
  if (!context.tenants) {
    return outOfReach(
      url,
      'It refuses a token that is expired and forged; a genuine one needs --install.',
      late,
    );
  }
  const genuine = await context.send(viewRequest(context, page));
  if (!isSuccess(genuine)) return outOfReach(url, 'It does not open to a genuine token either.', genuine);
  const shown = isRedirect(late) ? 'redirects to another site' : `shows a bare ${late.status}, and stays so`;
  return warning(url, `${whenLate(page)} ${shown}.`, late);
}

function whenLate({ opensLate }: EntryPoint): string {
  return opensLate
    ? 'Its button opens it with the token that the issue was rendered with. Once that has expired, it'
    : 'Loaded with a token that has expired, it';
}

/**
 * A static shell may be shown, but no login or error page in its place. Whether data is shown, `token-expiry` and
 * `authentication` say.
 */
async function judgeShown(context: CheckContext, page: EntryPoint, late: Responded): Promise<Finding> {
  const { url } = page;
  const genuine = context.tenants && (await context.send(viewRequest(context, page)));
  if (genuine && isSuccess(genuine)) {
    const difference = await steadyDifferenceOf(context, late, genuine);
    if (difference !== undefined && !(await healsItself(late, context.send))) {
      const reason = `${whenLate(page)} shows something other than what a user is shown, with ${late.status} (${difference}).`;
      return warning(url, reason, late, genuine);
    }
  } else if (late.redirects.length > 0) {
    return outOfReach(url, 'It redirects to another page; what a genuine token shows needs --install.', late);
  }
  const openness = await judgeOpenness(context, page);
  return openness.kind === 'shell'
    ? pass(url, 'A static shell: it needs no token to be shown.', late)
    : notApplicable(url, 'It is shown all the same; see `authentication` and `token-expiry`.', late);
}

/** Loads the page with the token of an issue that was opened an hour ago. */
async function loadLate(context: CheckContext, page: EntryPoint): Promise<Probe> {
  const { tenants } = context;
  if (tenants === undefined) {
    const [impostor] = context.impostors;
    const token = impostor.forge('forged signature', targetOf(context, page), -HOUR);
    return context.send(withUrlToken(page, token, 'with a forged token that expired an hour ago'));
  }
  const seconds = wholeSeconds(context.now());
  const claims = { iat: seconds - HOUR - 180, exp: seconds - HOUR };
  const label = 'with a genuine token that expired an hour ago';
  return context.send(withGenuineToken(context, page, tenants.first, claims, label));
}
