import { isSuccess } from '../probes/probe.ts';
import { isConclusive, isJudgeable, whyInconclusive } from '../judging/requests.ts';
import { fail, pass, inconclusive, warning } from '../judging/finding.ts';
import type { InsideCheck } from '../judging/check.ts';
import { judgeGuarded } from '../judging/guarded.ts';
import { withGenuineToken } from '../judging/views.ts';

export const check: InsideCheck = {
  id: 'secret-rotation',
  title: 'A new shared secret is accepted at once, and open pages survive it',
  depth: 'inside',
  async run(context) {
    const { tenants } = context;
    const tenant = await tenants.add();
    const old = { ...tenant, sharedSecret: tenant.sharedSecret };
    await tenant.reinstall();
    return judgeGuarded(context, ['page', 'condition', 'webhook'], async ({ entryPoint }) => {
      const { url } = entryPoint;
      const label = 'with a token signed with the new secret';
      const fresh = await context.send(withGenuineToken(context, entryPoint, tenant, {}, label));
      if (!isJudgeable(fresh)) return inconclusive(url, whyInconclusive(fresh), fresh);
      if (!isSuccess(fresh))
        return fail(url, 'It refuses the new secret of a tenant that has re-installed the app.', fresh);
      const before = 'with a token that was signed just before the new secret came';
      const late = await context.send(withGenuineToken(context, entryPoint, old, {}, before));
      if (!isConclusive(late)) return inconclusive(url, whyInconclusive(late), late);
      return isSuccess(late) || entryPoint.role !== 'page'
        ? pass(url, 'It accepts the new secret, and pages that were opened just before.', fresh, late)
        : warning(
            url,
            'It refuses a page that was opened just before an upgrade: the previous secret is gone.',
            late,
          );
    });
  },
};
