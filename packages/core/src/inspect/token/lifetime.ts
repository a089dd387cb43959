import { isTime } from '../../jwt/lifetime.ts';
import { nameCause, type Cause } from '../causes.ts';
import { formatDuration, formatMoment } from './time.ts';

const TIMES = ['exp', 'iat', 'nbf'] as const;
/** Seconds since 1970 reach this in the year 5138; milliseconds passed it in 1973. */
const MILLISECONDS_FROM = 100_000_000_000;
const MAX_LIFETIME = 86_400;

/** What is wrong with the times of a token. */
export function checkTimes(
  claims: Readonly<Record<string, unknown>>,
  { at, leeway }: { readonly at: number; readonly leeway: number },
): readonly Cause[] {
  const form = TIMES.flatMap((name) => formCause(name, claims[name]));
  if (claims['exp'] === undefined) form.push(nameCause('expiry-missing'));
  if (form.length > 0) return form;
  const [exp, iat, nbf] = TIMES.map((name) => claims[name]).map((value) =>
    isTime(value) ? value : undefined,
  );
  const causes: Cause[] = [];
  if (exp !== undefined && !(exp + leeway > at)) causes.push(expired(exp, at, iat));
  if (exp !== undefined && !(exp <= at + MAX_LIFETIME + leeway))
    causes.push(
      nameCause('lifetime-too-long', { message: `The token expires in ${formatDuration(exp - at)}.` }),
    );
  const early = [iat, nbf].find((time) => time !== undefined && time > at + leeway);
  if (early !== undefined) causes.push(fromFuture(early === iat ? 'iat' : 'nbf', early, at));
  return causes;
}

function formCause(name: string, value: unknown): Cause[] {
  if (value === undefined) return [];
  const data = { claim: name };
  if (!isTime(value))
    return [
      nameCause('time-not-a-number', { message: `The claim ${name} is not a number of seconds.`, data }),
    ];
  if (value < MILLISECONDS_FROM) return [];
  const message = `The claim ${name} is in milliseconds: it would be ${formatMoment(value / 1000)} in seconds.`;
  return [nameCause('time-in-milliseconds', { message, data })];
}

function expired(exp: number, at: number, iat: number | undefined): Cause {
  const life = iat === undefined ? '' : ` It lived ${formatDuration(exp - iat)}.`;
  return nameCause('token-expired', {
    message: `The token expired ${formatDuration(at - exp)} ago.${life}`,
    data: { seconds: String(Math.round(at - exp)) },
  });
}

function fromFuture(name: string, time: number, at: number): Cause {
  return nameCause('clock-skew', {
    message: `The claim ${name} lies ${formatDuration(time - at)} ahead: one of the clocks is wrong.`,
    data: { claim: name, seconds: String(Math.round(time - at)) },
  });
}
