import { isSuccess, type Probe, type Responded } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import type { CheckContext } from './context.ts';
import { outOfReach, type Finding } from './finding.ts';
import { genuineRequest } from './sessions.ts';

/** 401 and 403 say no to the caller. Another 4xx may be the response to anyone. */
export function refusesCaller(probe: Probe): boolean {
  return probe.kind === 'responded' && (probe.status === 401 || probe.status === 403);
}

/** What a 4xx other than 401 and 403 shows by itself. */
export function describeRefusal({ status }: Responded): string {
  return `It responds with ${status}, which refuses no caller in particular`;
}

/**
 * Says why a refusal shows nothing, or nothing where it counts: 401 and 403 do, and another 4xx does where a genuine
 * request is accepted.
 */
export async function whyNoRefusal(
  context: CheckContext,
  entryPoint: EntryPoint,
  refusal: Responded,
): Promise<Finding | undefined> {
  if (refusesCaller(refusal)) return undefined;
  const { url } = entryPoint;
  const { tenants } = context;
  const what = describeRefusal(refusal);
  if (!tenants) return outOfReach(url, `${what}; a genuine request needs --install.`, refusal);
  const genuine = await context.send(await genuineRequest(context, entryPoint, tenants.first));
  return isSuccess(genuine)
    ? undefined
    : outOfReach(url, `${what}: a genuine request is not accepted.`, refusal, genuine);
}
