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

/** Is it this machine itself (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3)? */
export function isLoopback(host: string): boolean {
  return /^(127(\.\d{1,3}){3}|::1|(.+\.)?localhost)$/i.test(host);
}
