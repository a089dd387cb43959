import { isSuccess } from '../../probes/exchange.ts';
import { isJudgeable, whyUnanswered } from '../../probes/requests.ts';
import { fail, pass, unanswered, warning } from '../../verdict.ts';
import type { Check } from '../check.ts';
import { judgeDoors } from '../doors.ts';
import { withGenuineToken } from '../views.ts';

export const secretRotation: Check = {
  id: 'secret-rotation',
  title: 'A new shared secret is accepted at once, and open pages survive it',
  depth: 'inside',
  async run(context) {
    const { laboratory } = context;
    if (!laboratory) return [];
    const tenant = await laboratory.recruit();
    const old = { ...tenant, sharedSecret: tenant.sharedSecret };
    await tenant.reinstall();
    return judgeDoors(context, ['page', 'condition', 'webhook'], async ({ endpoint }) => {
      const { url } = endpoint;
      const label = 'with a token signed with the new secret';
      const fresh = await context.send(withGenuineToken(context, endpoint, tenant, {}, label));
      if (!isJudgeable(fresh)) return unanswered(url, whyUnanswered(fresh), fresh);
      if (!isSuccess(fresh)) return fail(url, 'A tenant that re-installs the app is locked out.', fresh);
      const before = 'with a token that was signed just before the new secret came';
      const late = await context.send(withGenuineToken(context, endpoint, old, {}, before));
      return isSuccess(late) || endpoint.role !== 'page'
        ? pass(url, 'The new secret works; what was opened just before goes on.', fresh, late)
        : warning(url, 'A page that was opened just before an upgrade is refused: its secret is gone.', late);
    });
  },
};
