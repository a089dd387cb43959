import type { Responded } from '../probes/probe.ts';
import { fail, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { reviewResponses } from '../judging/review.ts';

const SECRETS: readonly [pattern: RegExp, what: string][] = [
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, 'a private key'],
  [/["']?sharedSecret["']?\s*[:=]\s*["'][^"']{8,}["']/i, 'a shared secret'],
  [/\b(?:AKIA|ASIA)[A-Z\d]{16}\b/, 'an AWS access key'],
  [
    /\b(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis):\/\/[^\s:@/"']+:[^\s@/"']+@/,
    "a database's password",
  ],
];

export const check: OutsideCheck = {
  id: 'secret-disclosure',
  title: 'No response holds a secret',
  depth: 'outside',
  isReview: true,
  run: (context) =>
    reviewResponses(context, 'No response holds a secret, a key or a token that was not sent.', (response) =>
      judge(context, response),
    ),
};

function judge(context: CheckContext, response: Responded): Finding | undefined {
  const text = textOf(response);
  const secret = SECRETS.find(([pattern]) => pattern.test(text));
  if (secret) return fail(response.url, `It holds ${secret[1]}.`, response);
  if (secretsOf(context).some((known) => text.includes(known))) {
    return fail(response.url, "It holds a tenant's shared secret.", response);
  }
  return response.status >= 400 && holdsForeignToken(response, text)
    ? fail(response.url, 'Its refusal holds a token that the caller did not have.', response)
    : undefined;
}

function textOf({ headers, body }: Responded): string {
  const lines = [...headers].map(([name, values]) => `${name}: ${values.join(', ')}`);
  return [...lines, body].join('\n');
}

function secretsOf({ impostors, intruders, tenants }: CheckContext): readonly string[] {
  const installed = tenants ? [tenants.first, tenants.second] : [];
  return [...impostors, ...intruders, ...installed].map(({ sharedSecret }) => sharedSecret);
}

function holdsForeignToken({ request }: Responded, text: string): boolean {
  const sent = `${request.url} ${Object.values(request.headers ?? {}).join(' ')} ${request.body ?? ''}`;
  return [...text.matchAll(/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{20,}/g)].some(
    ([token]) => !sent.includes(token),
  );
}
