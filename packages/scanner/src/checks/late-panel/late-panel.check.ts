import { healsItself } from '../../judgements/healing.ts';
import { judgeOpenness } from '../../judgements/shell.ts';
import { isSuccess, type Exchange } from '../../probes/exchange.ts';
import { wholeSeconds, withUrlToken } from '../../probes/impostor.ts';
import { isJudgeable, targetOf, whyUnanswered, withoutToken } from '../../probes/requests.ts';
import type { Endpoint } from '../../surface/endpoint.ts';
import { endpointsOf } from '../../surface/surface.ts';
import { notApplicable, outOfReach, pass, unanswered, warning, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { judgeEach } from '../endpoints.ts';
import { viewRequest, withGenuineToken } from '../views.ts';

const HOUR = 3600;

export const latePanel: Check = {
  id: 'late-panel',
  title: 'A page that is loaded with an expired token heals itself',
  depth: 'outside',
  async run(context) {
    const pages = endpointsOf(context.surface, 'page').filter(({ cacheable }) => !cacheable);
    return judgeEach(context, pages, async (page) => judge(context, page));
  },
};

async function judge(context: CheckContext, page: Endpoint): Promise<Verdict> {
  const { url } = page;
  const late = await loadLate(context, page);
  if (!isJudgeable(late)) return unanswered(url, whyUnanswered(late), late);
  if (isSuccess(late)) return judgeShown(context, page, late);
  if (await healsItself(late, context.send)) {
    return pass(url, `Refused with ${late.status}, by a page that asks the host for a fresh token.`, late);
  }
  const when = page.opensLate
    ? 'Its button opens it with the token that the issue was rendered with'
    : 'Left open';
  if (context.laboratory) {
    const genuine = await context.send(viewRequest(context, page));
    if (!isSuccess(genuine)) return outOfReach(url, 'It does not open to a genuine token either.', genuine);
  }
  return context.laboratory
    ? warning(url, `${when}, it shows a bare ${late.status} once the token has expired, and stays so.`, late)
    : outOfReach(url, 'It refuses a token that is expired and forged; a genuine one needs --install.', late);
}

/** The page is shown: a shell may be; whether data is, `token-expiry` and `authentication` say. */
async function judgeShown(context: CheckContext, page: Endpoint, late: Exchange): Promise<Verdict> {
  const openness = await judgeOpenness(context, page);
  return openness.kind === 'shell'
    ? pass(page.url, 'A static shell: it needs no token to be shown.', late)
    : notApplicable(page.url, 'It is shown all the same; see `authentication` and `token-expiry`.', late);
}

/** Loads the page as an issue that was opened an hour ago would. */
async function loadLate(context: CheckContext, page: Endpoint): Promise<Exchange> {
  const { laboratory } = context;
  if (laboratory === undefined) {
    const [impostor] = context.impostors;
    const token = impostor.forge('forged signature', targetOf(context, page), -HOUR);
    return context.send({
      ...withoutToken(page),
      url: withUrlToken(page.url, token),
      label: 'with a forged token that expired an hour ago',
    });
  }
  const seconds = wholeSeconds(context.now());
  const claims = { iat: seconds - HOUR - 180, exp: seconds - HOUR };
  const label = 'with a genuine token that expired an hour ago';
  return context.send(withGenuineToken(context, page, laboratory.first, claims, label));
}
