import { mintContextToken } from '../tenants/test-tenants.ts';
import { isSuccess } from '../probes/probe.ts';
import { postJson, withHeaderToken } from '../judging/requests.ts';
import { withUrlToken } from '../tenants/impostor.ts';
import { notApplicable, type Finding } from '../judging/finding.ts';
import type { InsideCheck } from '../judging/check.ts';
import type { InsideContext } from '../judging/context.ts';
import { judgeAttempts, judgeGuarded, type Attempt, type Guarded } from '../judging/guarded.ts';
import { forgedCalls, lifecycleBody, lifecycleEntryPoint } from '../judging/lifecycle.ts';
import { tokenBindingIsKept } from '../judging/token-binding.ts';

export const check: InsideCheck = {
  id: 'context-token',
  title: 'A context token opens neither pages nor lifecycle calls',
  requirement: '1.1',
  depth: 'inside',
  async run(context) {
    const guarded = await judgeGuarded(context, ['page', 'condition', 'webhook'], async (guarded) => {
      const { url } = guarded.entryPoint;
      return (await tokenBindingIsKept(context, guarded))
        ? judgeAttempts(context, url, attempts(context, guarded), 'A context token is refused.')
        : notApplicable(url, 'It takes tokens of other requests too; see `token-binding`.');
    });
    return [...guarded, ...(await judgeLifecycle(context))];
  },
};

function attempts(context: InsideContext, { entryPoint }: Guarded): readonly Attempt[] {
  const token = mintContextToken(context.tenants.first, context.now());
  const reason = 'It opens with a context token (`context-qsh`), which any script of the page can have.';
  const label = 'with a context token';
  const inHeader = { request: withHeaderToken(entryPoint, token, label), reason };
  if (entryPoint.role !== 'page') return [inHeader];
  const request = { method: 'GET', url: withUrlToken(entryPoint.url, token), label } as const;
  return [inHeader, { request, reason }];
}

/** The mistake of CVE-2021-26077: a token that any user can have re-installs the app. */
async function judgeLifecycle(context: InsideContext): Promise<readonly Finding[]> {
  const entryPoint = lifecycleEntryPoint(context, 'installed');
  if (!entryPoint) return [];
  const { url } = entryPoint;
  const forged = forgedCalls(context, entryPoint, context.intruders[0]);
  const probes = await Promise.all(forged.map(async (call) => context.send(call)));
  if (probes.some((probe) => isSuccess(probe))) {
    return [notApplicable(url, 'It takes forged calls too; see `signed-install`.')];
  }
  const { first } = context.tenants;
  const body = lifecycleBody(context, 'installed', first);
  const token = mintContextToken(first, context.now());
  const request = postJson(url, body, '`installed` with a context token', token);
  const reason = 'Any user of a tenant can re-install the app, and so replace its shared secret.';
  return [await judgeAttempts(context, url, [{ request, reason }], 'A context token is refused.')];
}
