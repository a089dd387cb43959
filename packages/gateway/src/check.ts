import { createAuthbeat } from '@authbeat/server';
import { memoryStore } from '@authbeat/server/memory';
import { createUpstream } from './proxy/upstream.ts';
import { resolveOptions, serverOptions, type GatewayOptions } from './options.ts';
import { loadRoutes } from './routes/load.ts';
import type { Plan } from './routes/plan.ts';

/**
 * Checks what a gateway would do, without a store: the options, the descriptor, and the routes of both.
 *
 * @throws {GatewayError} with every mistake in the gateway's own options, or in the routes
 * @throws {ConfigurationError} with every mistake in the options of the server
 * @throws {UpstreamError} when the app does not respond
 */
export async function checkGateway(options: GatewayOptions): Promise<Plan> {
  const settings = resolveOptions(options);
  const upstream = createUpstream(settings);
  try {
    const signal = AbortSignal.timeout(Math.ceil(settings.upstreamTimeout * 1000));
    const { descriptor, plan } = await loadRoutes(upstream, settings, signal);
    await createAuthbeat({ ...serverOptions(settings, descriptor), store: memoryStore() }).close();
    return plan;
  } finally {
    upstream.close();
  }
}
