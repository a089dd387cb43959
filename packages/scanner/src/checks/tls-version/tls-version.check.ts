import { fail, notApplicable, outOfReach, pass, unanswered, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { describeTransport } from '../transport.ts';

export const tlsVersion: Check = {
  id: 'tls-version',
  title: 'TLS 1.2 or newer, and nothing older',
  requirement: '3',
  depth: 'outside',
  async run(context) {
    return [await judge(context)];
  },
};

async function judge(context: CheckContext): Promise<Verdict> {
  const { url, isTls, isLoopback, host, port } = describeTransport(context);
  if (!isTls && isLoopback)
    return notApplicable(url, 'Plain HTTP on this machine: there is no transport to judge.');
  if (!isTls) return fail(url, 'The base URL is served without TLS.');
  if (!context.handshake) return outOfReach(url, 'TLS cannot be seen through a proxy.');

  const modern = await context.handshake({ host, port, minVersion: 'TLSv1.2' });
  const old = await context.handshake({ host, port, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' });
  if (old.kind === 'done') return fail(url, `The server agrees to ${old.protocol}.`);
  if (modern.kind === 'unanswered') return unanswered(url, modern.reason);
  if (modern.kind === 'refused') return fail(url, 'The server refuses TLS 1.2 and TLS 1.3.');
  return old.kind === 'refused'
    ? pass(url, `${modern.protocol} is agreed on; TLS 1.0 and 1.1 are refused.`)
    : unanswered(url, 'Whether TLS 1.0 or 1.1 is refused could not be seen.');
}
