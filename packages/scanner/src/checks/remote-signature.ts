import type { RemoteCheck } from '../judging/check.ts';
import {
  appClaims,
  signWithOtherKey,
  signWithPublicKey,
  tamper,
  unsign,
} from '../tenants/forge-invocations.ts';
import { judgeRefusals } from '../judging/remote-refusals.ts';

/** Such as the key set of Forge's staging has: its keys are not those of production. */
const UNKNOWN_KID = 'forge/invocation-token/authbeat-check';
/** By the `apiBaseUrl` of the app some verifiers choose the key set. */
const CLAIMED_URL = 'https://api.stg.atlassian.com/ex/jira/0';

export const check: RemoteCheck = {
  id: 'remote-signature',
  title: 'Remotes verify the signature with the keys of Forge',
  depth: 'remote',
  run: async (context) =>
    judgeRefusals(context, async () => {
      const { issuer } = context;
      const genuine = await issuer.mint();
      const app = appClaims(genuine, { apiBaseUrl: CLAIMED_URL });
      const staging = await issuer.mint({ claims: { app } });
      return [
        { label: 'an unsigned token ("alg": "none")', token: unsign(genuine) },
        {
          label: 'a token that is signed with the public key (HS256)',
          token: signWithPublicKey(genuine, issuer.publicKey),
        },
        { label: 'a token that another key has signed', token: signWithOtherKey(genuine) },
        {
          label: 'a token of a key that is not in the key set, such as one of staging',
          token: signWithOtherKey(staging, UNKNOWN_KID),
        },
        {
          label: 'a token whose claims were changed',
          token: tamper(genuine, { principal: 'authbeat-check:other-account' }),
        },
      ];
    }),
};
