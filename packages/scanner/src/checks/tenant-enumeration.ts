import { steadyDifferenceOf } from '../judging/steady-difference.ts';
import { isSuccess } from '../probes/probe.ts';
import { isJudgeable, whyInconclusive, withForgery } from '../judging/requests.ts';
import { notApplicable, pass, inconclusive, warning } from '../judging/finding.ts';
import type { InsideCheck } from '../judging/check.ts';
import { judgeGuarded, UNSIGNED, withUnsignedToken } from '../judging/guarded.ts';

export const check: InsideCheck = {
  id: 'tenant-enumeration',
  title: 'Refusals do not reveal which tenants exist',
  depth: 'inside',
  run: async (context) =>
    judgeGuarded(context, ['page', 'webhook'], async ({ entryPoint }) => {
      const { url } = entryPoint;
      const [impostor] = context.impostors;
      const known = await context.send(withUnsignedToken(context, entryPoint));
      const unknown = await context.send(withForgery(context, entryPoint, 'forged signature', impostor));
      for (const response of [known, unknown]) {
        if (!isJudgeable(response)) return inconclusive(url, whyInconclusive(response), response);
        if (isSuccess(response)) return notApplicable(url, UNSIGNED);
      }
      if (known.kind === 'failed' || unknown.kind === 'failed') return inconclusive(url, 'No response.');
      const names = [context.tenants.first.clientKey, impostor.clientKey];
      const difference = await steadyDifferenceOf(context, known, unknown, names);
      return difference === undefined
        ? pass(url, 'A wrong signature and an unknown tenant are refused alike.', known, unknown)
        : warning(
            url,
            `A wrong signature and an unknown tenant are refused differently: ${difference}.`,
            known,
            unknown,
          );
    }),
};
