import { subresourcesOf } from '../judging/html.ts';
import { isHtml, isSuccess, type Responded } from '../probes/probe.ts';
import { addressOf } from '../values.ts';
import { fail, notApplicable, outOfReach, pass, warning, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { isLoopback } from '../probes/origins.ts';
import { judgeViews, refusedView } from '../judging/views.ts';

export const check: OutsideCheck = {
  id: 'mixed-content',
  title: 'Pages load nothing over plain HTTP',
  depth: 'outside',
  run: async (context) => judgeViews(context, (view, { url }) => judge(context, view, url)),
};

function judge(context: CheckContext, view: Responded, url: string): Finding {
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
