import { fail, notApplicable, outOfReach, pass, inconclusive, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { describeTransport } from '../judging/transport.ts';

export const check: OutsideCheck = {
  id: 'tls-version',
  title: 'TLS 1.2 or newer, and nothing older',
  requirement: '3',
  depth: 'outside',
  async run(context) {
    return [await judge(context)];
  },
};

async function judge(context: CheckContext): Promise<Finding> {
  const { url, isTls, isLoopback, host, port } = describeTransport(context);
  if (!isTls && isLoopback)
    return notApplicable(url, 'Plain HTTP on this machine: there is no transport to judge.');
  if (!isTls) return fail(url, 'The base URL is served without TLS.');
  if (!context.handshake) return outOfReach(url, 'TLS cannot be seen through a proxy.');

  const modern = await context.handshake({ host, port, minVersion: 'TLSv1.2' });
  const old = await context.handshake({ host, port, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' });
  if (old.kind === 'done') return fail(url, `The server agrees to ${old.protocol}.`);
  if (modern.kind === 'failed') return inconclusive(url, modern.reason);
  if (modern.kind === 'refused') return fail(url, 'The server refuses TLS 1.2 and TLS 1.3.');
  return old.kind === 'refused'
    ? pass(url, `${modern.protocol} is agreed on; TLS 1.0 and 1.1 are refused.`)
    : inconclusive(url, 'Whether TLS 1.0 or 1.1 is refused could not be seen.');
}
