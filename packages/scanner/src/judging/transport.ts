import { isLoopback } from '../probes/origins.ts';
import type { CheckContext } from './context.ts';

/** Where the app is served, as its base URL says. */
export interface Transport {
  readonly url: string;
  readonly isTls: boolean;
  readonly isLoopback: boolean;
  readonly host: string;
  readonly port: number;
}

export function describeTransport({ surface }: Pick<CheckContext, 'surface'>): Transport {
  const { baseUrl: url } = surface.descriptor;
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const isTls = protocol === 'https:';
  return { url, isTls, isLoopback: isLoopback(host), host, port: Number(port || (isTls ? 443 : 80)) };
}
