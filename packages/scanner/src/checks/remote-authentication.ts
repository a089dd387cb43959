import type { RemoteCheck } from '../judging/check.ts';
import { judgeRefusals } from '../judging/remote-refusals.ts';
import { createImpostor } from '../tenants/impostor.ts';

export const check: RemoteCheck = {
  id: 'remote-authentication',
  title: 'Remotes refuse callers without an invocation token',
  depth: 'remote',
  run: async (context) =>
    judgeRefusals(context, () => {
      const impostor = createImpostor(context.now);
      return [
        { label: 'a request without a token' },
        { label: 'a token that is no JWT', token: 'authbeat-check' },
        ...context.routes.slice(0, 1).map(({ method, url }) => ({
          label: 'a token of Connect',
          token: impostor.forge('forged signature', { method, url, baseUrl: new URL(url).origin }),
        })),
      ];
    }),
};
