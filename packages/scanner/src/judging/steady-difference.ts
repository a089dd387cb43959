import type { Responded } from '../probes/probe.ts';
import type { CheckContext } from './context.ts';
import { differenceOf, differenceOfLoads } from './difference.ts';
import { isJudgeable } from './requests.ts';

/**
 * Says how two responses differ, and go on to differ when both are requested again: what changes with every load,
 * such as the token of a form, is no difference. Nor is what their URLs contain.
 *
 * @param names further texts that make no difference. None by default.
 */
export async function steadyDifferenceOf(
  { send }: Pick<CheckContext, 'send'>,
  one: Responded,
  other: Responded,
  names: readonly string[] = [],
): Promise<string | undefined> {
  const echoed = [...names, ...textsOf(one.request.url), ...textsOf(other.request.url)];
  const difference = differenceOf(one, other, echoed);
  if (difference === undefined || one.status !== other.status) return difference;
  const oneAgain = await send({ ...one.request, attempt: 1 });
  const otherAgain = await send({ ...other.request, attempt: 1 });
  return isJudgeable(oneAgain) && isJudgeable(otherAgain)
    ? differenceOfLoads([one, oneAgain], [other, otherAgain], echoed)
    : difference;
}

/** What a page may repeat of its URL. */
function textsOf(url: string): readonly string[] {
  return [url, ...new URL(url).searchParams.values()];
}
