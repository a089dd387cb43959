/** The proxy alone: requests pass on byte for byte, and nothing is guarded. */
export { filterHeaders, hopByHop, passHeaders, type HeaderList } from './headers.ts';
export { relay } from './relay.ts';
export { tunnel, type UpgradeSocket } from './tunnel.ts';
export { createUpstream, type Upstream, type UpstreamOptions, type UpstreamRequest } from './upstream.ts';
