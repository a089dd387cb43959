import { createUpstream } from './proxy/upstream.ts';
import { resolveOptions, type GatewayOptions } from './options.ts';
import { loadRoutes } from './routes/load.ts';
import type { Plan } from './routes/plan.ts';

/**
 * Checks what a gateway would do, without a store: the options, the descriptor, and the routes of both.
 *
 * @throws {GatewayError} with every mistake
 * @throws {UpstreamError} when the app does not respond
 */
export async function checkGateway(options: GatewayOptions): Promise<Plan> {
  const settings = resolveOptions(options);
  const upstream = createUpstream(settings);
  try {
    const signal = AbortSignal.timeout(settings.upstreamTimeout * 1000);
    const { plan } = await loadRoutes(upstream, settings, signal);
    return plan;
  } finally {
    upstream.close();
  }
}
