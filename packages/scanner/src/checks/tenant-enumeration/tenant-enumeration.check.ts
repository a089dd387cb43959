import { differenceOf } from '../../judgements/difference.ts';
import { isSuccess } from '../../probes/exchange.ts';
import { isJudgeable, whyUnanswered, withForgery } from '../../probes/requests.ts';
import { notApplicable, pass, unanswered, warning } from '../../verdict.ts';
import type { Check } from '../check.ts';
import { judgeDoors, UNSIGNED, withUnsignedToken } from '../doors.ts';

export const tenantEnumeration: Check = {
  id: 'tenant-enumeration',
  title: 'Refusals do not tell which tenants exist',
  depth: 'inside',
  run: async (context) =>
    judgeDoors(context, ['page', 'webhook'], async ({ endpoint, laboratory }) => {
      const { url } = endpoint;
      const [impostor] = context.impostors;
      const known = await context.send(withUnsignedToken(context, endpoint, laboratory));
      const unknown = await context.send(withForgery(context, endpoint, 'forged signature', impostor));
      for (const answer of [known, unknown]) {
        if (!isJudgeable(answer)) return unanswered(url, whyUnanswered(answer), answer);
        if (isSuccess(answer)) return notApplicable(url, UNSIGNED);
      }
      if (known.kind === 'unanswered' || unknown.kind === 'unanswered') return unanswered(url, 'No answer.');
      const sent = [known, unknown].map(({ request }) => new URL(request.url));
      const names = [laboratory.first.clientKey, impostor.clientKey];
      const echoed = sent.flatMap(({ href, searchParams }) => [href].concat(...searchParams.values()));
      const difference = differenceOf(known, unknown, echoed.concat(names));
      return difference === undefined
        ? pass(url, 'A wrong signature and an unknown tenant are refused alike.', known, unknown)
        : warning(
            url,
            `A wrong signature and an unknown tenant are told apart: ${difference}.`,
            known,
            unknown,
          );
    }),
};
