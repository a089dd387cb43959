import type { RemoteCheck } from '../judging/check.ts';
import { judgeRefusals } from '../judging/remote-refusals.ts';

export const check: RemoteCheck = {
  id: 'remote-issuer',
  title: 'Remotes refuse tokens of another issuer',
  depth: 'remote',
  run: async (context) =>
    judgeRefusals(context, async () => [
      {
        label: 'a token of another issuer (`iss`)',
        token: await context.issuer.mint({ claims: { iss: 'forge/authbeat-check' } }),
      },
      {
        label: 'a token without an issuer',
        token: await context.issuer.mint({ claims: { iss: undefined } }),
      },
    ]),
};
