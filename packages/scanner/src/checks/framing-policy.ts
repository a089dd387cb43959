import { hasHeader, header, isSuccess, type Responded } from '../probes/probe.ts';
import { outOfReach, pass, warning, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { judgeViews, refusedView } from '../judging/views.ts';

export const check: OutsideCheck = {
  id: 'framing-policy',
  title: 'Only the host may frame the pages',
  depth: 'outside',
  run: async (context) => judgeViews(context, (view, { url }) => judge(context, view, url)),
};

function judge(context: CheckContext, view: Responded, url: string): Finding {
  const sources = frameAncestors(header(view, 'content-security-policy'));
  if (sources === undefined) {
    if (!isSuccess(view)) return outOfReach(url, refusedView(context, view), view);
    return hasHeader(view, 'x-frame-options')
      ? warning(url, 'X-Frame-Options keeps the host out too; use `frame-ancestors`.', view)
      : warning(url, 'Any site can frame it: the CSP directive `frame-ancestors` is missing.', view);
  }
  if (sources.every((source) => source === "'none'" || source === "'self'")) {
    return warning(url, 'The host cannot show it: `frame-ancestors` does not name the host.', view);
  }
  return sources.some((source) => /^(\*|https?:)$/.test(source))
    ? warning(url, `Any site can frame it: \`frame-ancestors ${sources.join(' ')}\`.`, view)
    : pass(url, `\`frame-ancestors ${sources.join(' ')}\`.`, view);
}

/** The sources of the directive; of several policies, the first one is read. */
function frameAncestors(policy: string): readonly string[] | undefined {
  const directive = policy
    .split(/[;,]/)
    .map((text) => text.trim().toLowerCase().split(/\s+/))
    .find(([name]) => name === 'frame-ancestors');
  return directive?.slice(1);
}
