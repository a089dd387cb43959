import { judgeOpenness } from '../judging/shell.ts';
import { header, isSuccess, type Responded } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { fail, outOfReach, pass, warning, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { judgeViews, refusedView } from '../judging/views.ts';

export const check: OutsideCheck = {
  id: 'cache-control',
  title: 'Pages with data are not stored by caches',
  requirement: '7.3',
  depth: 'outside',
  run: async (context) => judgeViews(context, async (view, page) => judge(context, view, page)),
};

async function judge(context: CheckContext, view: Responded, page: EntryPoint): Promise<Finding> {
  const { url } = page;
  const directives = new Set(
    header(view, 'cache-control')
      .toLowerCase()
      .split(/[\s,]+/),
  );
  if (directives.has('no-store')) {
    return directives.has('no-cache') || !isSuccess(view)
      ? pass(url, `"${header(view, 'cache-control')}".`, view)
      : warning(url, '"no-store" suffices, but CSRT requires "no-cache" beside it.', view);
  }
  if (!isSuccess(view)) return outOfReach(url, refusedView(context, view), view);
  const { kind } = await judgeOpenness(context, page);
  if (kind === 'shell' && page.cacheable) {
    return pass(url, 'A static shell that its module declares cacheable may be stored.', view);
  }
  return kind === 'shell'
    ? warning(
        url,
        'A static shell may be stored, but its URL carries a token: send "no-store, no-cache".',
        view,
      )
    : fail(url, '"no-store" is missing, so a cache may keep what one user saw.', view);
}
