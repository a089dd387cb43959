import type { Handshake } from '../probes/handshake.ts';
import {
  fail,
  notApplicable,
  outOfReach,
  pass,
  inconclusive,
  warning,
  type Finding,
} from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { describeTransport } from '../judging/transport.ts';

const DAY_MS = 86_400_000;
const SOON_MS = 14 * DAY_MS;

export const check: OutsideCheck = {
  id: 'certificate',
  title: 'A certificate that browsers trust',
  requirement: '6.2',
  depth: 'outside',
  async run(context) {
    const { url, isTls, host, port } = describeTransport(context);
    if (!isTls) return [notApplicable(url, 'There is no certificate on plain HTTP.')];
    if (!context.handshake) return [outOfReach(url, 'TLS cannot be seen through a proxy.')];
    return [judge(context, url, await context.handshake({ host, port }))];
  },
};

const DISTRUST: readonly [code: RegExp, sentence: string][] = [
  [/CERT_HAS_EXPIRED/, 'The certificate has expired.'],
  [/CERT_NOT_YET_VALID/, 'The certificate is not valid yet.'],
  [/ALTNAME|HOSTNAME/i, 'The certificate is for another name.'],
  [/DEPTH_ZERO_SELF_SIGNED/, 'The certificate is self-signed.'],
  [/SELF_SIGNED_CERT_IN_CHAIN/, 'The chain ends in an authority that browsers do not know.'],
  [/UNABLE_TO_VERIFY_LEAF|UNABLE_TO_GET_ISSUER/, 'The chain is incomplete or ends in an unknown authority.'],
];

function judge(context: CheckContext, url: string, handshake: Handshake): Finding {
  if (handshake.kind === 'failed') return inconclusive(url, handshake.reason);
  if (handshake.kind === 'refused')
    return inconclusive(url, 'The server refuses the handshake; see tls-version.');
  const { distrust } = handshake;
  if (distrust !== undefined) {
    const known = DISTRUST.find(([code]) => code.test(distrust));
    return fail(url, known?.[1] ?? `The certificate is not trusted (${distrust}).`);
  }
  const leftMs = Date.parse(handshake.certificate.valid_to) - context.now();
  return leftMs < SOON_MS
    ? warning(url, `The certificate is trusted, but ends in ${Math.floor(leftMs / DAY_MS)} days.`)
    : pass(
        url,
        `Trusted, for this name, until ${new Date(handshake.certificate.valid_to).toISOString().slice(0, 10)}.`,
      );
}
