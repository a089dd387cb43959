import { isHtml, type Exchange, type ProbeRequest } from '../../probes/exchange.ts';
import { isJudgeable, whyUnanswered } from '../../probes/requests.ts';
import { elementsOf } from '../../judgements/html.ts';
import type { Endpoint } from '../../surface/endpoint.ts';
import { fail, pass, unanswered, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { judgeEndpoints } from '../endpoints.ts';
import { viewRequest } from '../views.ts';

const ELEMENT = 'authbeat-canary';
/** Breaks out of text, of an attribute in either quotes, and of a script. */
const CANARY = `"'></script><${ELEMENT}>`;

export const reflectedInput: Check = {
  id: 'reflected-input',
  title: 'Pages and error pages escape what the URL says',
  depth: 'outside',
  run: async (context) => judgeEndpoints(context, ['page'], async (page) => judge(context, page)),
};

async function judge(context: CheckContext, page: Endpoint): Promise<Verdict> {
  const answers = await Promise.all(attempts(context, page).map(async (request) => context.send(request)));
  const reflecting = answers.find((answer) => reflects(answer));
  if (reflecting) {
    return fail(page.url, `Markup becomes part of the page, ${reflecting.request.label}.`, reflecting);
  }
  const [first] = answers;
  return first && !isJudgeable(first)
    ? unanswered(page.url, whyUnanswered(first), first)
    : pass(page.url, 'Markup in parameters, in the path and in headers is escaped.', ...answers.slice(0, 1));
}

function attempts(context: CheckContext, page: Endpoint): readonly ProbeRequest[] {
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

/** Is the canary an element now, as a browser would parse the answer? */
function reflects(exchange: Exchange): boolean {
  if (exchange.kind === 'unanswered' || !isHtml(exchange) || !exchange.body.includes(`<${ELEMENT}`))
    return false;
  return elementsOf(exchange.body).some(({ name }) => name === ELEMENT);
}
