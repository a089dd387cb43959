import { subresourcesOf } from '../../judgements/html.ts';
import { isHtml, isSuccess, type Answered } from '../../probes/exchange.ts';
import { addressOf } from '../../values.ts';
import { fail, notApplicable, outOfReach, pass, warning, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { isLoopback } from '../transport.ts';
import { judgeViews, refusedView } from '../views.ts';

export const mixedContent: Check = {
  id: 'mixed-content',
  title: 'Pages load nothing over plain HTTP',
  depth: 'outside',
  run: async (context) => judgeViews(context, (view, { url }) => judge(context, view, url)),
};

function judge(context: CheckContext, view: Answered, url: string): Verdict {
  if (!isSuccess(view)) return outOfReach(url, refusedView(context, view), view);
  if (!isHtml(view)) return notApplicable(url, 'It is not an HTML page.', view);
  const plain = subresourcesOf(view.body, view.url).filter(({ url: address }) => isPlain(address));
  const active = plain.find((resource) => resource.active);
  if (active)
    return fail(url, `It loads a ${active.element} over plain HTTP: ${addressOf(active.url)}.`, view);
  const [passive] = plain;
  return passive
    ? warning(url, `It loads a picture or the like over plain HTTP: ${addressOf(passive.url)}.`, view)
    : pass(url, 'It loads nothing over plain HTTP.', view);
}

/** Browsers treat this machine as safe, and the page itself may be served from it while it is developed. */
function isPlain(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !isLoopback(hostname);
}
