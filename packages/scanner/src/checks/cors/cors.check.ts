import { header } from '../../probes/exchange.ts';
import { isJudgeable, whyUnanswered } from '../../probes/requests.ts';
import type { Endpoint } from '../../surface/endpoint.ts';
import { fail, pass, unanswered, warning, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { judgeEndpoints } from '../endpoints.ts';
import { viewRequest } from '../views.ts';

const STRANGER = 'https://stranger.authbeat.invalid';

export const cors: Check = {
  id: 'cors',
  title: 'Other origins cannot read answers',
  depth: 'outside',
  run: async (context) =>
    judgeEndpoints(context, ['page', 'condition', 'api'], async (endpoint) => judge(context, endpoint)),
};

async function judge(context: CheckContext, endpoint: Endpoint): Promise<Verdict> {
  const { url } = endpoint;
  const request = viewRequest(context, endpoint);
  const answers = await Promise.all(
    [STRANGER, 'null'].map(async (origin) =>
      context.send({
        ...request,
        headers: { ...request.headers, origin },
        label: `from the origin ${origin}`,
      }),
    ),
  );
  for (const answer of answers) {
    if (!isJudgeable(answer)) return unanswered(url, whyUnanswered(answer), answer);
    const allowed = header(answer, 'access-control-allow-origin');
    const withCredentials = header(answer, 'access-control-allow-credentials') === 'true';
    const origin = answer.request.headers?.['origin'];
    if (allowed === origin && withCredentials) {
      return fail(url, `Any origin may read it with the user's cookies: it allows whoever asks.`, answer);
    }
    if (allowed === origin)
      return warning(url, 'It allows whatever origin asks; name the ones that need it.', answer);
  }
  return pass(url, 'It allows no origin that it does not know.', ...answers.slice(0, 1));
}
