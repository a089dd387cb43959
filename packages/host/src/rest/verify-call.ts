import {
  checkLifetime,
  decodeToken,
  matchesQueryStringHash,
  TokenError,
  verifyHs256,
  type BoundRequest,
  type DecodedToken,
} from '@authbeat/core';
import type { Installation } from '../installation/installation.ts';
import type { Site } from '../site/site.ts';
import { CallRefusal } from './refusal.ts';

const LEEWAY = 30;

/**
 * Verifies the token of a call that an app makes as itself.
 *
 * @returns the app
 * @throws {CallRefusal} with the reason
 */
export function verifyCall(
  token: string,
  request: BoundRequest,
  site: Site,
  now: () => number,
): Installation {
  const decoded = decode(token);
  const { iss, aud, qsh } = decoded.claims;
  const installation = typeof iss === 'string' ? site.installation(iss) : undefined;
  if (!installation)
    throw new CallRefusal(
      401,
      `No app with the key "${shown(iss)}" is installed. \`iss\` must be the key of the app.`,
    );
  try {
    verifyHs256(decoded, [installation.sharedSecret]);
  } catch {
    throw new CallRefusal(
      401,
      'The signature is not made by HS256 with the shared secret of the last install.',
    );
  }
  checkTimes(decoded, now);
  if (aud !== undefined && ![aud].flat().includes(site.clientKey))
    throw new CallRefusal(401, `\`aud\` is "${shown(aud)}", and must be the clientKey, "${site.clientKey}".`);
  const { hostBaseUrl: baseUrl } = site;
  if (typeof qsh !== 'string' || !matchesQueryStringHash(qsh, { ...request, baseUrl }))
    throw new CallRefusal(
      401,
      '`qsh` is not the hash of this request: method, path below the base URL, and parameters.',
    );
  return installation;
}

function decode(token: string): DecodedToken {
  try {
    return decodeToken(token);
  } catch (error) {
    throw refusalOf(error);
  }
}

function checkTimes({ claims }: DecodedToken, now: () => number): void {
  try {
    checkLifetime(claims, { now, leeway: LEEWAY });
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof TokenError)) return error;
  const { name } = error.data;
  return new CallRefusal(401, name === undefined ? error.message : `${error.message} (\`${name}\`)`);
}

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value ?? null)).slice(0, 80);
}
