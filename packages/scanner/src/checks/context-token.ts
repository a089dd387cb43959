import type { InsideCheck } from '../judging/check.ts';
import type { InsideContext } from '../judging/context.ts';
import { fail, notApplicable, pass, type Finding } from '../judging/finding.ts';
import { judgeAttempts, judgeGuarded, type Attempt } from '../judging/guarded.ts';
import {
  isAccepted,
  lifecycleBody,
  lifecycleEntryPoint,
  sendForgedCalls,
  whyNotRefused,
} from '../judging/lifecycle.ts';
import { postJson, withHeaderToken, withUrlToken } from '../judging/requests.ts';
import { refusesOtherUrls } from '../judging/token-binding.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { mintContextToken } from '../tenants/mint.ts';

export const check: InsideCheck = {
  id: 'context-token',
  title: 'A context token opens neither pages nor lifecycle calls',
  requirement: '1.1',
  depth: 'inside',
  async run(context) {
    const findings = await judgeGuarded(context, ['page', 'condition', 'webhook'], async (guarded) => {
      const { entryPoint } = guarded;
      const { url } = entryPoint;
      return (await refusesOtherUrls(context, entryPoint))
        ? judgeAttempts(context, guarded, attempts(context, entryPoint), 'A context token is refused.')
        : notApplicable(url, 'It accepts tokens of other requests, too; see `token-binding`.');
    });
    return [...findings, ...(await judgeLifecycle(context))];
  },
};

function attempts(context: InsideContext, entryPoint: EntryPoint): readonly Attempt[] {
  const token = mintContextToken(context.tenants.first, context.now());
  const reason = 'It accepts a context token (`context-qsh`), which any script of the page can have.';
  const label = 'with a context token';
  const inHeader = { request: withHeaderToken(entryPoint, token, label), reason };
  if (entryPoint.role !== 'page') return [inHeader];
  return [inHeader, { request: withUrlToken(entryPoint, token, label), reason }];
}

/** The mistake of CVE-2021-26077: a token that any user can have re-installs the app. */
async function judgeLifecycle(context: InsideContext): Promise<readonly Finding[]> {
  const entryPoint = lifecycleEntryPoint(context, 'installed');
  if (!entryPoint) return [];
  const { url } = entryPoint;
  const forged = await sendForgedCalls(context, entryPoint, context.intruders[0]);
  if (forged.some((probe) => isAccepted(probe))) {
    return [notApplicable(url, 'It accepts forged calls, too; see `signed-install`.')];
  }
  const { first } = context.tenants;
  const body = lifecycleBody(context, 'installed', first);
  const token = mintContextToken(first, context.now());
  const probe = await context.send(postJson(url, body, '`installed` with a context token', token));
  if (isAccepted(probe)) {
    return [
      fail(url, 'Any user of a tenant can re-install the app, and so replace its shared secret.', probe),
    ];
  }
  return [
    (await whyNotRefused(context, entryPoint, [probe])) ?? pass(url, 'A context token is refused.', probe),
  ];
}
