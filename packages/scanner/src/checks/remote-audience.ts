import { randomUUID } from 'node:crypto';
import type { RemoteCheck } from '../judging/check.ts';
import { appClaims } from '../tenants/forge-invocations.ts';
import { judgeRefusals } from '../judging/remote-refusals.ts';

export const check: RemoteCheck = {
  id: 'remote-audience',
  title: 'Remotes refuse the tokens of other Forge apps',
  depth: 'remote',
  run: async (context) =>
    judgeRefusals(context, async () => {
      const { issuer } = context;
      // Forge signs the tokens of all apps with the same keys: such a token is genuine, for another remote.
      const other = `ari:cloud:ecosystem::app/${randomUUID()}`;
      const app = appClaims(await issuer.mint(), { id: other });
      return [
        {
          label: 'the token of another app, whose `aud` and `app.id` agree',
          token: await issuer.mint({ claims: { aud: other, app } }),
        },
        { label: 'a token for another `aud`', token: await issuer.mint({ claims: { aud: other } }) },
        { label: 'a token without `aud`', token: await issuer.mint({ claims: { aud: undefined, app } }) },
      ];
    }),
};
