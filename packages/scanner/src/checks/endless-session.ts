import type { InsideCheck } from '../judging/check.ts';
import type { InsideContext } from '../judging/context.ts';
import { inconclusive, notApplicable, outOfReach, pass, warning, type Finding } from '../judging/finding.ts';
import { isJudgeable, whyInconclusive } from '../judging/requests.ts';
import { readSessionChains, type SessionChain } from '../judging/session-chains.ts';
import { decodeClaims, exchangeSession } from '../judging/sessions.ts';

export const check: InsideCheck = {
  id: 'endless-session',
  title: 'A session ends unless the host renews it',
  depth: 'inside',
  async run(context) {
    const chains = await readSessionChains(context);
    return chains.length > 0
      ? chains.map((chain) => judge(chain, context.now() / 1000))
      : [await judgeNone(context)];
  },
};

async function judgeNone(context: InsideContext): Promise<Finding> {
  const { baseUrl } = context.surface.descriptor;
  const { probe } = await exchangeSession(context, context.tenants.first);
  return isJudgeable(probe)
    ? notApplicable(baseUrl, 'The app issues no session in a form that the scanner knows.')
    : inconclusive(baseUrl, whyInconclusive(probe), probe);
}

const CLOCKS = new Set(['iat', 'exp', 'nbf']);
const DAY = 86_400;

/**
 * A session that renews itself outlives its user's sign-out. The scanner cannot move time in an app. But a
 * stateless token can only be bounded by a time that it carries from one renewal to the next.
 */
function judge({ url, tokens, probes, unclear, isUnused = false }: SessionChain, now: number): Finding {
  if (unclear) return inconclusive(url, whyInconclusive(unclear), unclear);
  if (isUnused) {
    const reason = 'No URL that was tested accepts its session token; name the APIs that do with --api.';
    return outOfReach(url, reason, ...probes);
  }
  const [first, ...others] = tokens.map((token) => decodeClaims(token));
  if (others.length === 0) return pass(url, 'Its session is not renewed without the host.', ...probes);
  if (!first) return outOfReach(url, 'Its session is opaque, so its bounds cannot be seen.', ...probes);
  const remembered = Object.entries(first).find(
    ([name, value]) =>
      !CLOCKS.has(name) &&
      typeof value === 'number' &&
      Math.abs(value - now) < DAY &&
      others.every((other) => other?.[name] === value),
  );
  return remembered
    ? pass(url, `Renewed sessions carry the time of the first: \`${remembered[0]}\`.`, ...probes)
    : warning(
        url,
        `It was renewed ${others.length} times by itself, and no claim says since when: it need never end.`,
        ...probes,
      );
}
