import type { ProbeRequest } from '../probes/probe.ts';
import type { RemoteRoute } from './context.ts';

/** A request as Forge sends it, with a token or without one. */
export function invoke({ method, url }: RemoteRoute, label: string, token?: string): ProbeRequest {
  return {
    method,
    url,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(method === 'POST' && { 'content-type': 'application/json' }),
    },
    ...(method === 'POST' && { body: '{}' }),
    label,
  };
}
