import { isHtml, isSuccess, mediaType, type Answered } from '../probes/exchange.ts';
import { addressOf } from '../values.ts';
import { OUTCOMES, pass, type Verdict } from '../verdict.ts';
import type { CheckContext } from './check.ts';

/**
 * Looks through every answer that the scan has seen. One verdict for each address that something is wrong
 * with, the worst; or one that nothing is.
 */
export function reviewAnswers(
  context: CheckContext,
  allClear: string,
  judge: (answer: Answered) => Verdict | undefined,
): readonly Verdict[] {
  const found = new Map<string, Verdict>();
  const answers = context.seen().filter((answer) => !isCode(answer));
  for (const answer of answers) {
    const verdict = judge(answer);
    if (!verdict) continue;
    const url = addressOf(answer.request.url);
    const known = found.get(url);
    if (!known || rank(verdict) < rank(known)) found.set(url, { ...verdict, url });
  }
  return found.size > 0 ? [...found.values()] : [pass(context.surface.descriptor.baseUrl, allClear)];
}

function rank({ outcome }: Verdict): number {
  return OUTCOMES.indexOf(outcome);
}

/** A script or a style is code that everybody may read, and speaks of tokens and errors by nature. */
function isCode(answer: Answered): boolean {
  return isSuccess(answer) && !isHtml(answer) && /script|css/.test(mediaType(answer));
}
