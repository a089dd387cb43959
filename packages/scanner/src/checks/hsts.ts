import { isJudgeable, whyInconclusive, withoutToken } from '../judging/requests.ts';
import { fail, notApplicable, pass, inconclusive, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { describeTransport } from '../judging/transport.ts';

/** A year, in seconds: what Atlassian requires. */
const MIN_MAX_AGE = 31_536_000;

export const check: OutsideCheck = {
  id: 'hsts',
  title: 'Strict-Transport-Security for at least a year',
  requirement: '3.0',
  depth: 'outside',
  async run(context) {
    const { url, isTls } = describeTransport(context);
    if (!isTls) return [notApplicable(url, 'Browsers ignore the header on plain HTTP.')];
    const { descriptorUrl = url } = context.surface;
    const urls = descriptorUrl !== url && descriptorUrl.startsWith('https:') ? [url, descriptorUrl] : [url];
    return Promise.all(urls.map(async (each) => judge(context, each)));
  },
};

async function judge(context: CheckContext, url: string): Promise<Finding> {
  const response = await context.send(withoutToken({ method: 'GET', url }));
  if (!isJudgeable(response)) return inconclusive(url, whyInconclusive(response), response);
  // Only the first header counts (RFC 6797, section 8.1).
  const value = response.headers.get('strict-transport-security')?.[0];
  if (value === undefined) return fail(url, 'The header is missing.', response);
  const maxAge = Number(/(?:^|;)\s*max-age\s*=\s*"?(\d+)"?\s*(?:;|$)/i.exec(value)?.[1] ?? Number.NaN);
  if (Number.isNaN(maxAge)) return fail(url, 'The header has no max-age, so browsers ignore it.', response);
  return maxAge >= MIN_MAX_AGE
    ? pass(url, `max-age is ${maxAge} s.`, response)
    : fail(url, `max-age is ${maxAge} s; a year (${MIN_MAX_AGE} s) is required.`, response);
}
