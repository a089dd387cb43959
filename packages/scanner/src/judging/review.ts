import { isHtml, isSuccess, mediaType, type Responded } from '../probes/probe.ts';
import { addressOf } from '../values.ts';
import { STATUSES, pass, type Finding } from './finding.ts';
import type { CheckContext } from './context.ts';

/**
 * Looks through every response that the scan has seen. One finding for each address that something is wrong
 * with, the worst; or one that nothing is.
 */
export function reviewResponses(
  context: CheckContext,
  allClear: string,
  judge: (response: Responded) => Finding | undefined,
): readonly Finding[] {
  const found = new Map<string, Finding>();
  const responses = context.seen().filter((response) => !isCode(response));
  for (const response of responses) {
    const finding = judge(response);
    if (!finding) continue;
    const url = addressOf(response.request.url);
    const known = found.get(url);
    if (!known || rank(finding) < rank(known)) found.set(url, { ...finding, url });
  }
  return found.size > 0 ? [...found.values()] : [pass(context.surface.descriptor.baseUrl, allClear)];
}

function rank({ status }: Finding): number {
  return STATUSES.indexOf(status);
}

/** A script or a style is code that everybody may read, and speaks of tokens and errors by nature. */
function isCode(response: Responded): boolean {
  return isSuccess(response) && !isHtml(response) && /script|css/.test(mediaType(response));
}
