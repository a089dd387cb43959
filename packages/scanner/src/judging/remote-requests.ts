import type { ProbeRequest } from '../probes/probe.ts';
import type { RemoteRoute } from './remote-context.ts';

/** A request as Forge sends it, with a token or without one. It has no body, so that it says nothing to the app. */
export function invoke({ method, url }: RemoteRoute, label: string, token?: string): ProbeRequest {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return { method, url, headers, label };
}
