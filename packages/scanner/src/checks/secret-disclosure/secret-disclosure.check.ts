import type { Answered } from '../../probes/exchange.ts';
import { fail, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { reviewAnswers } from '../review.ts';

const SECRETS: readonly [pattern: RegExp, what: string][] = [
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, 'a private key'],
  [/["']?sharedSecret["']?\s*[:=]\s*["'][^"']{8,}["']/i, 'a shared secret'],
  [/\b(?:AKIA|ASIA)[A-Z\d]{16}\b/, 'an AWS access key'],
  [
    /\b(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis):\/\/[^\s:@/"']+:[^\s@/"']+@/,
    "a database's password",
  ],
];

export const secretDisclosure: Check = {
  id: 'secret-disclosure',
  title: 'No answer holds a secret',
  depth: 'outside',
  isReview: true,
  run: (context) =>
    reviewAnswers(context, 'No answer holds a secret, a key or a token that was not sent.', (answer) =>
      judge(context, answer),
    ),
};

function judge(context: CheckContext, answer: Answered): Verdict | undefined {
  const text = textOf(answer);
  const secret = SECRETS.find(([pattern]) => pattern.test(text));
  if (secret) return fail(answer.url, `It holds ${secret[1]}.`, answer);
  if (secretsOf(context).some((known) => text.includes(known))) {
    return fail(answer.url, "It holds a tenant's shared secret.", answer);
  }
  return answer.status >= 400 && holdsForeignToken(answer, text)
    ? fail(answer.url, 'Its refusal holds a token that the caller did not have.', answer)
    : undefined;
}

function textOf({ headers, body }: Answered): string {
  const lines = [...headers].map(([name, values]) => `${name}: ${values.join(', ')}`);
  return [...lines, body].join('\n');
}

function secretsOf({ impostors, intruders, laboratory }: CheckContext): readonly string[] {
  const tenants = laboratory ? [laboratory.first, laboratory.second] : [];
  return [...impostors, ...intruders, ...tenants].map(({ sharedSecret }) => sharedSecret);
}

function holdsForeignToken({ request }: Answered, text: string): boolean {
  const sent = `${request.url} ${Object.values(request.headers ?? {}).join(' ')} ${request.body ?? ''}`;
  return [...text.matchAll(/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{20,}/g)].some(
    ([token]) => !sent.includes(token),
  );
}
