import type { RemoteCheck } from '../judging/check.ts';
import { judgeRefusals } from '../judging/remote-refusals.ts';

/** Seconds that a token of Forge lives. */
const LIFETIME = 25;
/** Seconds after the end: more than clocks may differ. */
const LATE = 30;

export const check: RemoteCheck = {
  id: 'remote-expiry',
  title: 'Remotes refuse expired tokens',
  depth: 'remote',
  run: async (context) =>
    judgeRefusals(context, async () => {
      const { issuer, now } = context;
      const seconds = Math.floor(now() / 1000);
      const [expired, early] = [seconds - LIFETIME - LATE, seconds + 2 * LATE];
      return [
        {
          label: `a token that expired ${LATE} seconds ago`,
          token: await issuer.mint({ issuedAt: expired, claims: { exp: expired + LIFETIME } }),
        },
        {
          label: 'a token that is not yet valid (`nbf`)',
          token: await issuer.mint({ issuedAt: early, claims: { exp: early + LIFETIME } }),
        },
        { label: 'a token that never expires', token: await issuer.mint({ claims: { exp: undefined } }) },
      ];
    }),
};
