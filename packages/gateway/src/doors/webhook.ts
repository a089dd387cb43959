import { sendResponse } from '@authbeat/server/node';
import type { Route } from '../routes/route.ts';
import { asItCame, pass } from './pass.ts';
import type { Services, Visit } from './visit.ts';

/** A webhook: admitted once, and passed on as it came, because the upstream verifies its token, too. */
export async function passWebhook(visit: Visit, _route: Route, services: Services): Promise<void> {
  const verdict = await services.guards.webhook(visit.readable);
  const passes = verdict.admitted || (verdict.foreign === true && services.plan.unknown === 'pass');
  if (passes) await pass(visit, asItCame(visit, services), services);
  else if (!verdict.admitted) sendResponse(visit.response, verdict.response);
}
