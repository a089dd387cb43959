import { HOST_TOKEN_PARAMETER } from '@authbeat/core';
import { subresourcesOf } from '../judging/html.ts';
import { isHtml, isRefusal, type Responded } from '../probes/probe.ts';
import { fail, warning, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { reviewResponses } from '../judging/review.ts';

export const check: OutsideCheck = {
  id: 'token-disclosure',
  title: 'Tokens are neither sent to other sites nor repeated',
  depth: 'outside',
  isReview: true,
  run: (context) =>
    reviewResponses(
      context,
      'No response sends a token to another site or repeats what is in one.',
      (response) => judge(context, response),
    ),
};

function judge(context: CheckContext, response: Responded): Finding | undefined {
  const { url, body } = response;
  const tokens = sentTokens(response);
  const { origin } = new URL(url);
  const leads = [
    ...(response.headers.get('location')?.filter((location) => URL.canParse(location, url)) ?? []),
    ...(isHtml(response) ? subresourcesOf(body, url).map((resource) => resource.url) : []),
  ].map((address) => new URL(address, url));
  const leaking = leads.find(
    (address) => address.origin !== origin && tokens.some((token) => address.href.includes(token)),
  );
  if (leaking) return fail(url, `It sends the token to ${leaking.origin}.`, response);
  if (!isRefusal(response)) return undefined;

  const repeated = [...tokens, ...namesOf(context)].find((text) => body.includes(text));
  return repeated === undefined
    ? undefined
    : warning(url, 'Its refusal repeats what is in the token.', response);
}

/** The tokens that a request carried, genuine or not. */
function sentTokens({ request }: Responded): readonly string[] {
  const authorization = request.headers?.['authorization']?.replace(/^\S+\s*/, '');
  return [...new URL(request.url).searchParams.getAll(HOST_TOKEN_PARAMETER), authorization ?? ''].filter(
    (token) => token.split('.').length === 3 && token.length > 40,
  );
}

/** The names in our tokens. */
function namesOf({ impostors, intruders, tenants }: CheckContext): readonly string[] {
  const installed = tenants ? [tenants.first, tenants.second] : [];
  return [
    ...[...impostors, ...intruders].flatMap(({ clientKey, accountId }) => [clientKey, accountId]),
    ...installed.map(({ clientKey }) => clientKey),
  ];
}
