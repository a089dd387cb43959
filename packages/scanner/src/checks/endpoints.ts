import type { Endpoint, EndpointRole } from '../surface/endpoint.ts';
import { endpointsOf } from '../surface/surface.ts';
import { notApplicable, type Verdict } from '../verdict.ts';
import type { CheckContext } from './check.ts';

/** Judges every endpoint of some roles, and says so where there is none. */
export async function judgeEndpoints(
  context: CheckContext,
  roles: readonly EndpointRole[],
  judge: (endpoint: Endpoint) => Promise<Verdict>,
): Promise<readonly Verdict[]> {
  return judgeEach(context, endpointsOf(context.surface, ...roles), judge);
}

/** The same for endpoints that a check has chosen. */
export async function judgeEach(
  { surface }: CheckContext,
  endpoints: readonly Endpoint[],
  judge: (endpoint: Endpoint) => Promise<Verdict>,
): Promise<readonly Verdict[]> {
  return endpoints.length === 0
    ? [notApplicable(surface.descriptorUrl, 'The descriptor declares nothing that it could be tested on.')]
    : Promise.all(endpoints.map(judge));
}
