import { isHtml, type Probe, type ProbeRequest } from '../probes/probe.ts';
import { isJudgeable, whyInconclusive } from '../judging/requests.ts';
import { elementsOf } from '../judging/html.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { fail, pass, inconclusive, warning, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { judgeEntryPoints } from '../judging/entry-points.ts';
import { viewRequest } from '../judging/views.ts';

const ELEMENT = 'authbeat-canary';
/** Breaks out of text, of an attribute in either quotes, and of a script. */
const CANARY = `"'></script><${ELEMENT}>`;

export const check: OutsideCheck = {
  id: 'reflected-input',
  title: 'Pages and error pages escape what is in the URL',
  depth: 'outside',
  run: async (context) => judgeEntryPoints(context, ['page'], async (page) => judge(context, page)),
};

async function judge(context: CheckContext, page: EntryPoint): Promise<Finding> {
  const responses = await Promise.all(attempts(context, page).map(async (request) => context.send(request)));
  const reflecting = responses.find((response) => reflects(response));
  if (reflecting) {
    return fail(page.url, `Markup becomes part of the page, ${reflecting.request.label}.`, reflecting);
  }
  const inserting = await findInserting(context, page);
  if (inserting) {
    const reason =
      'Markup in its own parameters becomes part of the page. The host signs them, but some hold texts of users.';
    return warning(page.url, reason, inserting);
  }
  const unclear = responses.find((response) => !isJudgeable(response));
  return unclear
    ? inconclusive(page.url, whyInconclusive(unclear), unclear)
    : pass(
        page.url,
        'Markup in parameters, in the path and in headers is escaped.',
        ...responses.slice(0, 1),
      );
}

function attempts(context: CheckContext, page: EntryPoint): readonly ProbeRequest[] {
  const parameters = new URL(page.url);
  for (const name of new Set(['q', 'jwt', 'error', 'message', ...parameters.searchParams.keys()])) {
    parameters.searchParams.set(name, CANARY);
  }
  const path = new URL(page.url);
  path.pathname += `/${encodeURIComponent(CANARY)}`;
  const { method, headers, url } = viewRequest(context, page);
  return [
    { method: 'GET', url: parameters.href, label: 'put into every parameter' },
    { method: 'GET', url: path.href, label: 'put into the path' },
    { method, url, headers: { ...headers, 'user-agent': CANARY }, label: 'put into the user agent' },
  ];
}

/** The page as the host opens it, with markup in the parameters that its module declares: titles, names of files … */
async function findInserting(context: CheckContext, page: EntryPoint): Promise<Probe | undefined> {
  const url = new URL(page.url);
  const names = [...url.searchParams.keys()];
  if (!context.tenants || names.length === 0) return undefined;
  for (const name of names) url.searchParams.set(name, CANARY);
  const label = 'with a genuine token for markup in its own parameters';
  const probe = await context.send({ ...viewRequest(context, { ...page, url: url.href }), label });
  return reflects(probe) ? probe : undefined;
}

/** Is the canary an element now, as a browser would parse the response? */
function reflects(probe: Probe): boolean {
  if (probe.kind === 'failed' || !isHtml(probe) || !probe.body.includes(`<${ELEMENT}`)) return false;
  return elementsOf(probe.body).some(({ name }) => name === ELEMENT);
}
