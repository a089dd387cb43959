import { differenceOf } from '../../judgements/difference.ts';
import { isRefusal, isSuccess } from '../../probes/exchange.ts';
import { isJudgeable, whyUnanswered } from '../../probes/requests.ts';
import { fail, notApplicable, pass, unanswered, warning, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { judgeDoors, type Door } from '../doors.ts';
import { withGenuineToken } from '../views.ts';

export const privilege: Check = {
  id: 'privilege',
  title: 'Pages for administrators refuse other users',
  requirement: '1.2',
  depth: 'inside',
  run: async (context) =>
    judgeDoors(context, ['page'], async (door) =>
      door.endpoint.adminOnly
        ? judge(context, door)
        : notApplicable(door.endpoint.url, 'It is not for administrators alone.'),
    ),
};

async function judge(context: CheckContext, { endpoint, laboratory, genuine }: Door): Promise<Verdict> {
  const { url } = endpoint;
  const { first } = laboratory;
  const label = 'with the token of a user who is no administrator';
  const request = withGenuineToken(context, endpoint, first, { sub: first.member }, label);
  const plain = await context.send(request);
  if (!isJudgeable(plain)) return unanswered(url, whyUnanswered(plain), plain);
  if (isRefusal(plain)) return pass(url, `Refused with ${plain.status}, ${label}.`, plain);
  if (!isSuccess(plain))
    return warning(url, `It answers ${plain.status} where it should refuse with 403.`, plain);

  const tokens = [plain, genuine].map((exchange) => exchange.request.url);
  const difference = differenceOf(genuine, plain, [...tokens, first.administrator, first.member]);
  return difference === undefined
    ? fail(url, 'Every user of the site is shown what administrators are.', plain, genuine)
    : warning(
        url,
        `Other users are answered with 200, but differently (${difference}): refuse with 403.`,
        plain,
      );
}
