import { steadyDifferenceOf } from '../judging/steady-difference.ts';
import { isRefusal, isSuccess } from '../probes/probe.ts';
import { isJudgeable, whyInconclusive } from '../judging/requests.ts';
import { fail, notApplicable, pass, inconclusive, warning, type Finding } from '../judging/finding.ts';
import type { InsideCheck } from '../judging/check.ts';
import type { InsideContext } from '../judging/context.ts';
import { judgeGuarded, type Guarded } from '../judging/guarded.ts';
import { withGenuineToken } from '../judging/views.ts';

export const check: InsideCheck = {
  id: 'privilege',
  title: 'Pages for administrators refuse other users',
  requirement: '1.2',
  depth: 'inside',
  run: async (context) =>
    judgeGuarded(context, ['page'], async (guarded) =>
      guarded.entryPoint.adminOnly
        ? judge(context, guarded)
        : notApplicable(guarded.entryPoint.url, 'It is not only for administrators.'),
    ),
};

async function judge(context: InsideContext, { entryPoint, genuine }: Guarded): Promise<Finding> {
  const { url } = entryPoint;
  const { first } = context.tenants;
  const label = 'with the token of a user who is not an administrator';
  const request = withGenuineToken(context, entryPoint, first, { sub: first.member }, label);
  const plain = await context.send(request);
  if (!isJudgeable(plain)) return inconclusive(url, whyInconclusive(plain), plain);
  if (isRefusal(plain)) return pass(url, `Refused with ${plain.status}, ${label}.`, plain);
  if (!isSuccess(plain))
    return warning(url, `It responds with ${plain.status} where it should refuse with 403.`, plain);

  const names = [first.administrator, first.member];
  const difference = await steadyDifferenceOf(context, genuine, plain, names);
  return difference === undefined
    ? fail(url, 'It shows every user of the site what it shows to administrators.', plain, genuine)
    : warning(
        url,
        `It responds to other users with 200, but differently (${difference}): refuse with 403.`,
        plain,
      );
}
