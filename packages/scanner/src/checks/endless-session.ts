import { decodeClaims, readSessions, type SessionChain } from '../judging/session-chains.ts';
import { notApplicable, outOfReach, pass, warning, type Finding } from '../judging/finding.ts';
import type { InsideCheck } from '../judging/check.ts';

export const check: InsideCheck = {
  id: 'endless-session',
  title: 'A session ends unless the host vouches for it again',
  depth: 'inside',
  async run(context) {
    const chains = await readSessions(context);
    return chains.length === 0
      ? [
          notApplicable(
            context.surface.descriptor.baseUrl,
            'The app hands out no session that is known here.',
          ),
        ]
      : chains.map((chain) => judge(chain));
  },
};

const CLOCKS = new Set(['iat', 'exp', 'nbf']);

/**
 * A session that is renewed for ever outlives its user's sign-out. Time cannot be moved in somebody else's app;
 * but a stateless token can only be bounded by something that it carries from one renewal to the next.
 */
function judge({ url, tokens, probes }: SessionChain): Finding {
  const claims = tokens.map((token) => decodeClaims(token));
  const [first, ...others] = claims;
  if (others.length === 0) return pass(url, 'Its session is not renewed without the host.', ...probes);
  if (!first) return outOfReach(url, 'Its session is opaque, so its bounds cannot be seen.', ...probes);
  const now = Date.now() / 1000;
  const remembered = Object.entries(first).find(
    ([name, value]) =>
      !CLOCKS.has(name) &&
      typeof value === 'number' &&
      Math.abs(value - now) < 86_400 &&
      others.every((other) => other?.[name] === value),
  );
  return remembered
    ? pass(url, `Renewed sessions remember since when: \`${remembered[0]}\`.`, ...probes)
    : warning(
        url,
        `It was renewed ${others.length} times by itself, and nothing in it says since when: it need never end.`,
        ...probes,
      );
}
