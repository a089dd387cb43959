import { HOST_URL_PARAMETER } from '@authbeat/core';
import { isJudgeable, whyInconclusive } from '../judging/requests.ts';
import { header, isRedirect } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { fail, pass, inconclusive, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { judgeEntryPoints } from '../judging/entry-points.ts';

const ELSEWHERE = 'elsewhere.authbeat.invalid';
/** Parameters that login pages and the like use for the next page, and the one in which a host passes its address. */
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
  HOST_URL_PARAMETER,
];

export const check: OutsideCheck = {
  id: 'open-redirect',
  title: 'No page redirects to a site that its URL names',
  depth: 'outside',
  run: async (context) => judgeEntryPoints(context, ['page'], async (page) => judge(context, page)),
};

async function judge(context: CheckContext, page: EntryPoint): Promise<Finding> {
  const responses = await Promise.all(
    attempts(page.url).map(async ({ url, label }) => context.send({ method: 'GET', url, label })),
  );
  const led = responses.find(
    (response) => isRedirect(response) && leadsElsewhere(header(response, 'location')),
  );
  if (led) return fail(page.url, 'It redirects to a site that the URL names.', led);
  const silent = responses.find((response) => !isJudgeable(response));
  return silent
    ? inconclusive(page.url, whyInconclusive(silent), silent)
    : pass(
        page.url,
        `It follows none of ${PARAMETERS.length} redirect parameters.`,
        ...responses.slice(0, 1),
      );
}

function attempts(url: string): readonly { url: string; label: string }[] {
  const named = new URL(url);
  for (const name of PARAMETERS) named.searchParams.set(name, `https://${ELSEWHERE}/`);
  // Code that removes a trailing slash may turn this path into a protocol-relative address.
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
