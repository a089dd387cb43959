import { printValue } from '../../internal/json.ts';
import { CONTEXT_QSH } from '../../host/decode.ts';
import { isTime } from '../../jwt/lifetime.ts';
import { HOST_KINDS } from './kind-groups.ts';
import type { TokenKind } from './kind.ts';
import { formatDistance, formatDuration, formatMoment } from './time.ts';

/** A claim or header parameter, and what it says to a person. */
export interface NamedValue {
  readonly name: string;
  /** As JSON has it. */
  readonly value: unknown;
  /** Empty where there is nothing to add. */
  readonly meaning: string;
}

const MEANINGS: Readonly<Record<string, string>> = {
  sub: 'the account ID of the user',
  jti: 'the ID of this token',
  context: 'where the iframe stands in the host',
  tid: "the tenant's clientKey",
  sid: 'the ID of the session',
  generation: 'how often the tenant had uninstalled the app',
  purpose: 'what the ticket opens',
  attempt: 'how many tickets came before this one',
  url: 'the hash of the URL that it opens',
  app: 'the Forge app and its installation',
  principal: 'the account ID of the user',
  clientKey: "the tenant's clientKey",
  scope: 'the permitted operations',
};

const HEADER_MEANINGS: Readonly<Record<string, string>> = {
  'alg HS256': 'HMAC with a shared secret',
  'alg RS256': 'RSA with a key pair',
  'alg none': 'not signed',
};

/** The header with the meaning of its parameters. */
export function explainHeader(header: Readonly<Record<string, unknown>>): readonly NamedValue[] {
  return Object.entries(header).map(([name, value]) => ({
    name,
    value,
    meaning: HEADER_MEANINGS[`${name} ${printValue(value)}`] ?? (name === 'kid' ? 'the key that signed' : ''),
  }));
}

/** The claims with their meaning, times in words. */
export function explainClaims(
  claims: Readonly<Record<string, unknown>>,
  kind: TokenKind,
  at: number,
): readonly NamedValue[] {
  return Object.entries(claims).map(([name, value]) => ({
    name,
    value,
    meaning: meaningOf(name, value, claims, kind, at),
  }));
}

function meaningOf(
  name: string,
  value: unknown,
  claims: Readonly<Record<string, unknown>>,
  kind: TokenKind,
  at: number,
): string {
  if (['exp', 'iat', 'nbf', 'host_proof_at', 'vouched_at'].includes(name))
    return describeTime(name, value, claims['iat'], at);
  if (name === 'qsh')
    return value === CONTEXT_QSH ? 'bound to no request' : 'the hash of the request it was made for';
  if (name === 'iss') return describeIssuer(kind);
  if (name === 'aud') return 'who it is meant for';
  return Object.hasOwn(MEANINGS, name) ? (MEANINGS[name] ?? '') : '';
}

function describeTime(name: string, value: unknown, issuedAt: unknown, at: number): string {
  if (!isTime(value)) return '';
  const distance = formatDistance(value, at);
  const moment = formatMoment(value);
  if (name === 'exp') {
    const life = isTime(issuedAt) && value > issuedAt ? `, lives ${formatDuration(value - issuedAt)}` : '';
    return `${moment}: ${value > at ? 'expires' : 'expired'} ${distance}${life}`;
  }
  const verbs: Readonly<Record<string, string>> = { iat: 'issued', nbf: 'valid from' };
  return `${moment}: ${verbs[name] ?? 'last host proof'} ${distance}`;
}

function describeIssuer(kind: TokenKind): string {
  if (HOST_KINDS.has(kind)) return "the tenant's clientKey";
  return kind === 'invocation' ? 'Forge' : 'the app';
}
