import { mintContextToken } from '../../inside/laboratory.ts';
import { isSuccess } from '../../probes/exchange.ts';
import { postJson, withHeaderToken } from '../../probes/requests.ts';
import { withUrlToken } from '../../probes/impostor.ts';
import { notApplicable, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { judgeAttempts, judgeDoors, type Attempt, type Door } from '../doors.ts';
import { forgedCalls, lifecycleBody, lifecycleEndpoint } from '../lifecycle.ts';
import { tokenBindingIsKept } from '../token-binding/is-kept.ts';

export const contextToken: Check = {
  id: 'context-token',
  title: 'A context token opens neither pages nor lifecycle calls',
  requirement: '1.1',
  depth: 'inside',
  async run(context) {
    const doors = await judgeDoors(context, ['page', 'condition', 'webhook'], async (door) => {
      const { url } = door.endpoint;
      return (await tokenBindingIsKept(context, door))
        ? judgeAttempts(context, url, attempts(context, door), 'A context token is refused.')
        : notApplicable(url, 'It takes tokens of other requests too; see `token-binding`.');
    });
    return [...doors, ...(await judgeLifecycle(context))];
  },
};

function attempts(context: CheckContext, { endpoint, laboratory }: Door): readonly Attempt[] {
  const token = mintContextToken(laboratory.first, context.now());
  const reason = 'It opens with a context token (`context-qsh`), which any script of the page can have.';
  const label = 'with a context token';
  const inHeader = { request: withHeaderToken(endpoint, token, label), reason };
  if (endpoint.role !== 'page') return [inHeader];
  const request = { method: 'GET', url: withUrlToken(endpoint.url, token), label } as const;
  return [inHeader, { request, reason }];
}

/** The mistake of CVE-2021-26077: a token that any user can have re-installs the app. */
async function judgeLifecycle(context: CheckContext): Promise<readonly Verdict[]> {
  const { laboratory } = context;
  const endpoint = lifecycleEndpoint(context, 'installed');
  if (!laboratory || !endpoint) return [];
  const { url } = endpoint;
  const forged = forgedCalls(context, endpoint, context.intruders[0]);
  const exchanges = await Promise.all(forged.map(async (call) => context.send(call)));
  if (exchanges.some((exchange) => isSuccess(exchange))) {
    return [notApplicable(url, 'It takes forged calls too; see `signed-install`.')];
  }
  const { first } = laboratory;
  const body = lifecycleBody(context, 'installed', first);
  const token = mintContextToken(first, context.now());
  const request = postJson(url, body, '`installed` with a context token', token);
  const reason = 'Any user of a tenant can re-install the app, and so replace its shared secret.';
  return [await judgeAttempts(context, url, [{ request, reason }], 'A context token is refused.')];
}
