import { expect, it } from 'vitest';
import { parseLsof } from '../../src/dev/listening-ports.ts';

it('reads the ports in the output of lsof, of IPv4 and IPv6', () => {
  const output = 'p4711\nf23\nn127.0.0.1:3000\nf24\nn[::1]:3001\nf25\nn*:9229\n';
  expect(parseLsof(output)).toEqual([3000, 3001, 9229]);
  expect(parseLsof('')).toEqual([]);
});
