import { sendResponse } from '@authbeat/server/node';
import { UNNAMED } from '../responses.ts';
import type { Route } from '../routes/route.ts';
import { asItCame, pass } from './pass.ts';
import type { Services, Visit } from './visit.ts';

/** What is public, and static shells: passed on as it came. */
export async function passPublic(visit: Visit, _route: Route, services: Services): Promise<void> {
  await pass(visit, asItCame(visit, services), services);
}

/** What no route names: passed on where the upstream judges it, and refused otherwise. */
export async function passUnnamed(visit: Visit, services: Services): Promise<void> {
  if (services.plan.unknown === 'pass') await pass(visit, asItCame(visit, services), services);
  else sendResponse(visit.response, UNNAMED);
}
