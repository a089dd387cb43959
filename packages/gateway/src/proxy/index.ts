/** The proxy alone: requests pass on byte for byte, and nothing is guarded. */
export { filterHeaders, hopByHop, pairHeaders, passHeaders, type HeaderList } from './headers.ts';
export { relayInformation } from './information.ts';
export { relay } from './relay.ts';
export { tunnel, type UpgradeSocket } from './tunnel.ts';
export {
  createUpstream,
  type SendOptions,
  type Upstream,
  type UpstreamOptions,
  type UpstreamRequest,
} from './upstream.ts';
