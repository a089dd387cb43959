import { isIPv6 } from 'node:net';

/** How many of the eight groups of an IPv6 address name a network. One caller may have all the addresses in it. */
const NETWORK_GROUPS = 4;

/** The network that an address belongs to: of IPv6 the first 64 bits, any other address itself. */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%', 1);
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(plain)) return plain;
  const [left = [], right = []] = new URL(`http://[${plain}]`).hostname
    .slice(1, -1)
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].slice(0, NETWORK_GROUPS).join(':');
}
