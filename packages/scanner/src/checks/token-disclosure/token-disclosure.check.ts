import { subresourcesOf } from '../../judgements/html.ts';
import { isHtml, isRefusal, type Answered } from '../../probes/exchange.ts';
import { fail, warning, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { reviewAnswers } from '../review.ts';

export const tokenDisclosure: Check = {
  id: 'token-disclosure',
  title: 'Tokens are neither passed on nor repeated',
  depth: 'outside',
  isReview: true,
  run: (context) =>
    reviewAnswers(
      context,
      'No answer passes a token on to another site or repeats what one says.',
      (answer) => judge(context, answer),
    ),
};

function judge(context: CheckContext, answer: Answered): Verdict | undefined {
  const { url, body } = answer;
  const tokens = sentTokens(answer);
  const { origin } = new URL(url);
  const leads = [
    ...(answer.headers.get('location')?.filter((location) => URL.canParse(location, url)) ?? []),
    ...(isHtml(answer) ? subresourcesOf(body, url).map((resource) => resource.url) : []),
  ].map((address) => new URL(address, url));
  const leaking = leads.find(
    (address) => address.origin !== origin && tokens.some((token) => address.href.includes(token)),
  );
  if (leaking) return fail(url, `It sends the token on to ${leaking.origin}.`, answer);
  if (!isRefusal(answer)) return undefined;

  const repeated = [...tokens, ...namesOf(context)].find((text) => body.includes(text));
  return repeated === undefined
    ? undefined
    : warning(url, 'Its refusal repeats what the token says.', answer);
}

/** The tokens that a request carried, whatever they were worth. */
function sentTokens({ request }: Answered): readonly string[] {
  const authorization = request.headers?.['authorization']?.replace(/^\S+\s*/, '');
  return [...new URL(request.url).searchParams.getAll('jwt'), authorization ?? ''].filter(
    (token) => token.split('.').length === 3 && token.length > 40,
  );
}

/** What our tokens say: whose they are. */
function namesOf({ impostors, intruders, laboratory }: CheckContext): readonly string[] {
  const tenants = laboratory ? [laboratory.first, laboratory.second] : [];
  return [
    ...[...impostors, ...intruders].flatMap(({ clientKey, accountId }) => [clientKey, accountId]),
    ...tenants.map(({ clientKey }) => clientKey),
  ];
}
