import { fail, outOfReach, pass, type Finding } from '../judging/finding.ts';
import type { RemoteCheck } from '../judging/check.ts';
import type { RemoteContext, RemoteRoute } from '../judging/remote-context.ts';
import { sendGenuine } from '../judging/remote-refusals.ts';

export const check: RemoteCheck = {
  id: 'remote-token-disclosure',
  title: 'Remotes put no token into responses or logs',
  depth: 'remote',
  run: async (context) => {
    const findings = await Promise.all(context.routes.map(async (route) => judge(context, route)));
    return [...findings, ...judgeOutput(context)];
  },
};

async function judge(context: RemoteContext, route: RemoteRoute): Promise<Finding> {
  const { url } = route;
  const probe = await sendGenuine(context, route);
  if (probe.kind === 'failed') return outOfReach(url, probe.reason, probe);
  const repeated = context
    .seen()
    .find((each) => each.request.url === url && contains(each.body, each.request));
  return repeated
    ? fail(url, 'Its response repeats the token of the request.', repeated)
    : pass(url, 'No response repeats the token of its request.', probe);
}

/** Even refused tokens show what the app writes down. */
function judgeOutput({ output, routes, seen }: RemoteContext): readonly Finding[] {
  const written = output?.();
  const [route] = routes;
  if (written === undefined || !route) return [];
  const { url } = route;
  const logged = seen().find(({ request }) => contains(written, request));
  return [
    logged
      ? fail(url, 'The app writes the token of a request to its output.', logged)
      : pass(url, 'The app writes no token to its output.'),
  ];
}

function contains(
  text: string,
  { headers }: { readonly headers?: Readonly<Record<string, string>> },
): boolean {
  const [, token = ''] = headers?.['authorization']?.split(' ') ?? [];
  // The signature is what makes a copy usable.
  const [, , signature = ''] = token.split('.');
  return signature !== '' && text.includes(signature);
}
