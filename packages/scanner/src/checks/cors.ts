import { header, type Responded } from '../probes/probe.ts';
import { isJudgeable, whyInconclusive } from '../judging/requests.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { fail, pass, inconclusive, warning, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { judgeEntryPoints } from '../judging/entry-points.ts';
import { viewRequest } from '../judging/views.ts';

const OTHER_SITE = 'https://other-site.authbeat.invalid';

export const check: OutsideCheck = {
  id: 'cors',
  title: 'Other origins cannot read responses',
  depth: 'outside',
  run: async (context) =>
    judgeEntryPoints(context, ['page', 'condition', 'api'], async (entryPoint) => judge(context, entryPoint)),
};

async function judge(context: CheckContext, entryPoint: EntryPoint): Promise<Finding> {
  const { url } = entryPoint;
  const request = viewRequest(context, entryPoint);
  const responses = await Promise.all(
    [OTHER_SITE, 'null'].map(async (origin) =>
      context.send({
        ...request,
        headers: { ...request.headers, origin },
        label: `from the origin ${origin}`,
      }),
    ),
  );
  for (const response of responses) {
    if (!isJudgeable(response)) return inconclusive(url, whyInconclusive(response), response);
    const allowed = allowedOrigin(response);
    const withCredentials = header(response, 'access-control-allow-credentials') === 'true';
    const origin = response.request.headers?.['origin'];
    if (allowed === origin && withCredentials) {
      return fail(
        url,
        `Any origin may read it with the user's cookies: it allows every origin that asks.`,
        response,
      );
    }
    if (allowed === origin)
      return warning(url, 'It allows every origin that asks; name those that need it.', response);
  }
  return responses.some((response) => isJudgeable(response) && allowedOrigin(response) === '*')
    ? pass(url, 'Every origin may read it, but without credentials ("*").', ...responses.slice(0, 1))
    : pass(url, 'It does not allow an unknown origin.', ...responses.slice(0, 1));
}

function allowedOrigin(response: Responded): string {
  return header(response, 'access-control-allow-origin');
}
