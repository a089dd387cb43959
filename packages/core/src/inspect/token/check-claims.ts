import { printValue } from '../../internal/json.ts';
import { nameCause, type Cause } from '../causes.ts';
import type { Settings } from '../options.ts';
import { APP_KINDS, HOST_KINDS } from './kind-groups.ts';
import type { TokenKind } from './kind.ts';

const MAX_NAME = 255;

/** What is wrong with the claims of a token, besides its times. */
export function checkClaims(
  claims: Readonly<Record<string, unknown>>,
  kind: TokenKind,
  settings: Settings,
): readonly Cause[] {
  return [
    ...issuerCauses(claims['iss']),
    ...nameCauses(claims, kind),
    ...(kind === 'other-jwt' && claims['qsh'] === undefined ? [nameCause('qsh-missing')] : []),
    ...audienceCauses(claims, kind, settings),
  ];
}

function issuerCauses(iss: unknown): Cause[] {
  if (iss === undefined || iss === '') return [nameCause('issuer-missing')];
  return typeof iss === 'string' ? [] : [invalid('iss', 'is not text')];
}

function nameCauses(claims: Readonly<Record<string, unknown>>, kind: TokenKind): Cause[] {
  if (!HOST_KINDS.has(kind)) return [];
  return ['iss', 'sub', 'qsh'].flatMap((name) => {
    const value = claims[name];
    if (value === undefined) return [];
    if (typeof value !== 'string') return name === 'iss' ? [] : [invalid(name, 'is not text')];
    if (value.length > MAX_NAME) return [invalid(name, `has more than ${MAX_NAME} characters`)];
    return value === '' && name !== 'iss' ? [invalid(name, 'is empty')] : [];
  });
}

function audienceCauses(
  claims: Readonly<Record<string, unknown>>,
  kind: TokenKind,
  settings: Settings,
): Cause[] {
  if (kind === 'lifecycle') return lifecycleAudience(claims['aud'], settings.baseUrl);
  // Its audience is the name of a deployment, which is not known here. Its issuer is the app.
  if (APP_KINDS.has(kind) && settings.appKey !== undefined && claims['iss'] !== settings.appKey)
    return [mismatch(claims['iss'], settings.appKey, 'from')];
  const app = claims['app'];
  const id = typeof app === 'object' && app !== null && 'id' in app ? app.id : undefined;
  return kind === 'invocation' && id !== claims['aud'] ? [mismatch(claims['aud'], printValue(id))] : [];
}

function lifecycleAudience(aud: unknown, baseUrl: string | undefined): Cause[] {
  if (aud === undefined)
    return [nameCause('audience-mismatch', { message: 'The token names no audience (aud).' })];
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const expected = baseUrl?.replace(/\/+$/, '');
  if (expected === undefined || audiences.includes(expected) || audiences.includes(`${expected}/`)) return [];
  return [mismatch(aud, expected)];
}

function mismatch(found: unknown, expected: string, preposition: 'for' | 'from' = 'for'): Cause {
  const shown = (JSON.stringify(found) ?? 'nothing').slice(0, 200);
  return nameCause('audience-mismatch', {
    message: `The token is ${preposition} ${shown}, and this is "${expected}".`,
    data: { found: shown, expected },
  });
}

function invalid(claim: string, fault: string): Cause {
  return nameCause('claim-invalid', { message: `The claim ${claim} ${fault}.`, data: { claim } });
}
