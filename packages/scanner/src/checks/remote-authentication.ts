import type { RemoteCheck } from '../judging/check.ts';
import { judgeRefusals } from '../remotes/judge-refusals.ts';
import { createImpostor } from '../tenants/impostor.ts';

export const check: RemoteCheck = {
  id: 'remote-authentication',
  title: 'Remotes refuse callers without an invocation token',
  depth: 'remote',
  run: async (context) =>
    judgeRefusals(context, () => {
      const [{ url = '' } = {}] = context.routes;
      const target = { method: 'GET', url, baseUrl: new URL(url).origin };
      const connect = createImpostor(context.now).forge('forged signature', target);
      return [
        { label: 'a request without a token' },
        { label: 'a token that is no JWT', token: 'authbeat-check' },
        { label: 'a token of Connect', token: connect },
      ];
    }),
};
