import { isJudgeable, whyUnanswered } from '../../probes/requests.ts';
import { header, isRedirect } from '../../probes/exchange.ts';
import type { Endpoint } from '../../surface/endpoint.ts';
import { fail, pass, unanswered, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { judgeEndpoints } from '../endpoints.ts';

const ELSEWHERE = 'elsewhere.authbeat.invalid';
/** Parameters that login pages and the like use for where to go next; and what hosts send: `xdm_e`. */
const PARAMETERS = [
  'url',
  'next',
  'redirect',
  'redirect_uri',
  'redirect_url',
  'return',
  'returnTo',
  'return_url',
  'returnUrl',
  'continue',
  'target',
  'dest',
  'destination',
  'goto',
  'xdm_e',
];

export const openRedirect: Check = {
  id: 'open-redirect',
  title: 'No page redirects to wherever its caller says',
  depth: 'outside',
  run: async (context) => judgeEndpoints(context, ['page'], async (page) => judge(context, page)),
};

async function judge(context: CheckContext, page: Endpoint): Promise<Verdict> {
  const answers = await Promise.all(
    attempts(page.url).map(async ({ url, label }) => context.send({ method: 'GET', url, label })),
  );
  const led = answers.find((answer) => isRedirect(answer) && leadsElsewhere(header(answer, 'location')));
  if (led) return fail(page.url, 'It redirects to a site that the URL names.', led);
  const silent = answers.find((answer) => !isJudgeable(answer));
  return silent
    ? unanswered(page.url, whyUnanswered(silent), silent)
    : pass(page.url, `It follows none of ${PARAMETERS.length} redirect parameters.`, ...answers.slice(0, 1));
}

function attempts(url: string): readonly { url: string; label: string }[] {
  const named = new URL(url);
  for (const name of PARAMETERS) named.searchParams.set(name, `https://${ELSEWHERE}/`);
  // What tidies up a trailing slash may turn this path into a protocol-relative address.
  const path = `${named.origin}//${ELSEWHERE}/page/`;
  return [
    { url: named.href, label: 'naming another site in its parameters' },
    { url: path, label: 'naming another site in its path' },
  ];
}

function leadsElsewhere(location: string): boolean {
  const base = 'https://base.authbeat.invalid';
  return URL.canParse(location, base) && new URL(location, base).hostname === ELSEWHERE;
}
