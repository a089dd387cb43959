import { isHtml, isSuccess, mediaType, type Responded } from '../probes/probe.ts';
import { addressOf } from '../values.ts';
import type { CheckContext } from './context.ts';
import { inconclusive, pass, STATUSES, type Finding } from './finding.ts';
import { isJudgeable } from './requests.ts';

/**
 * Examines every response of the scan. Returns the worst finding for each address that has one, or a pass. A
 * scan that received only the descriptor, or that the app is not available, has tested nothing.
 */
export function reviewResponses(
  context: CheckContext,
  allClear: string,
  judge: (response: Responded) => Finding | undefined,
): readonly Finding[] {
  const { declaredAt, descriptorUrl, descriptor } = context.surface;
  const responses = context.seen().filter((response) => !isCode(response));
  const found = new Map<string, Finding>();
  for (const response of responses) {
    const finding = judge(response);
    if (!finding) continue;
    const url = addressOf(response.request.url);
    const known = found.get(url);
    if (!known || rank(finding) < rank(known)) found.set(url, { ...finding, url });
  }
  if (found.size > 0) return [...found.values()];
  return responses.some((response) => response.request.url !== descriptorUrl && isJudgeable(response))
    ? [pass(descriptor.baseUrl, allClear)]
    : [inconclusive(declaredAt, 'The app did not respond to any request but that for its descriptor.')];
}

function rank({ status }: Finding): number {
  return STATUSES.indexOf(status);
}

/** Scripts and styles are code that anyone may read. They name tokens and errors by nature. */
function isCode(response: Responded): boolean {
  return isSuccess(response) && !isHtml(response) && /script|css/.test(mediaType(response));
}
