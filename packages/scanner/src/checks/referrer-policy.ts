import { header, isSuccess, type Responded } from '../probes/probe.ts';
import { elementsOf } from '../judging/html.ts';
import { fail, outOfReach, pass, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { judgeViews, refusedView } from '../judging/views.ts';

export const check: OutsideCheck = {
  id: 'referrer-policy',
  title: 'A Referrer-Policy that keeps URLs, and the tokens in them, from other sites',
  requirement: '7.2',
  depth: 'outside',
  run: async (context) => judgeViews(context, (view, { url }) => judge(context, view, url)),
};

const POLICIES = new Set([
  'no-referrer',
  'no-referrer-when-downgrade',
  'origin',
  'origin-when-cross-origin',
  'same-origin',
  'strict-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
]);
const LEAKY = new Set(['no-referrer-when-downgrade', 'unsafe-url']);

function judge(context: CheckContext, view: Responded, url: string): Finding {
  const policy = policyOf(view);
  const isShown = isSuccess(view);
  if (policy === undefined) {
    return isShown
      ? fail(url, 'The header is missing.', view)
      : outOfReach(url, refusedView(context, view), view);
  }
  return LEAKY.has(policy)
    ? fail(url, `"${policy}" sends the whole URL, token included, to other sites.`, view)
    : pass(url, `"${policy}".`, view);
}

/** The last policy that browsers know wins (Referrer Policy, section 8.1); a `meta` element comes later still. */
function policyOf(view: Responded): string | undefined {
  const meta = elementsOf(view.body)
    .filter(({ name, attributes }) => name === 'meta' && attributes['name']?.toLowerCase() === 'referrer')
    .map(({ attributes }) => attributes['content'] ?? '');
  return [header(view, 'referrer-policy'), ...meta]
    .join(',')
    .split(',')
    .map((policy) => policy.trim().toLowerCase())
    .findLast((policy) => POLICIES.has(policy));
}
