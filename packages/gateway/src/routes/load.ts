import { parseDescriptor, readBounded, type Descriptor } from '@authbeat/core';
import { GatewayError, UpstreamError } from '../errors.ts';
import { setHeaders, upstreamSecretHeader, type HeaderList } from '../proxy/headers.ts';
import type { Upstream } from '../proxy/upstream.ts';
import { planRoutes, type Plan, type RouteOptions } from './plan.ts';

const MAX_BYTES = 1_048_576;

/** The descriptor of an app, and what follows from it. */
export interface LoadedRoutes {
  readonly descriptor: Descriptor;
  readonly plan: Plan;
}

/** What it takes to read the descriptor, and to plan the routes. */
export interface LoadOptions extends RouteOptions {
  /** The origin of the app. */
  readonly upstream: string;
  readonly upstreamSecret: string | undefined;
}

/**
 * Reads the descriptor of the app from the upstream, and plans the routes.
 *
 * @param signal aborted when the app has taken too long
 * @throws {GatewayError} when the app has no descriptor that can be guarded, or routes contradict each other
 * @throws {UpstreamError} when the app does not respond
 */
export async function loadRoutes(
  upstream: Upstream,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<LoadedRoutes> {
  const descriptor = await loadDescriptor(upstream, options, signal).catch((cause: unknown) => {
    throw signal.aborted ? new UpstreamError('upstream_timeout', { cause }) : cause;
  });
  const { plan, problems } = planRoutes(descriptor, options);
  if (problems.length > 0) throw new GatewayError(problems);
  return { descriptor, plan };
}

async function loadDescriptor(
  upstream: Upstream,
  { upstream: origin, descriptor: path, upstreamSecret }: LoadOptions,
  signal: AbortSignal,
): Promise<Descriptor> {
  const plain: HeaderList = ['host', new URL(origin).host, 'accept', 'application/json'];
  const headers = setHeaders(plain, upstreamSecretHeader(upstreamSecret));
  const response = await upstream.send({ method: 'GET', path, headers }, { signal });
  const { statusCode } = response;
  if (statusCode !== 200) {
    response.resume();
    throw new GatewayError([`the app responds to ${path} with ${statusCode}, and not with its descriptor`], {
      isPassing: statusCode === undefined || statusCode >= 500,
    });
  }
  const { bytes, truncated } = await readBounded(response, MAX_BYTES).catch((cause: unknown) => {
    throw new UpstreamError('upstream_invalid', { cause });
  });
  const descriptor = readJson(truncated ? '' : bytes.toString('utf8'), path);
  if (descriptor.authentication !== 'jwt')
    throw new GatewayError([`the descriptor at ${path} must have \`"authentication": { "type": "jwt" }\``]);
  return descriptor;
}

function readJson(text: string, path: string): Descriptor {
  try {
    return parseDescriptor(JSON.parse(text));
  } catch (cause) {
    const reason =
      cause instanceof Error && cause.name === 'DescriptorError' ? cause.message : 'it is not JSON';
    throw new GatewayError([`the descriptor at ${path} cannot be used: ${reason}`], { cause });
  }
}
