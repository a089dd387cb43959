import { generateKeyPairSync, randomUUID } from 'node:crypto';
import {
  decodeToken,
  queryStringHash,
  signHs256,
  signRs256,
  TICKET_PARAMETER,
  type ClaimSet,
} from '@authbeat/core';
import { bindUrl } from '../../src/tokens/ticket.ts';
import { createKeyRing, type KeyPurpose } from '../../src/tokens/keys.ts';
import { APP_KEY, type TestApp } from './app.ts';
import { FORGE_APP } from './forge-site.ts';
import type { Site } from './site.ts';

/** Every kind of token that may turn up at a door. */
export const KINDS = [
  'iframe',
  'context',
  'webhook',
  'lifecycle',
  'session',
  'bound-session',
  'page-ticket',
  'resource-ticket',
  'link',
  'app-to-host',
  'forge-invocation',
  'upstream',
] as const;
export type Kind = (typeof KINDS)[number];

/** What may be wrong with a token. */
export const VARIANTS = ['good', 'expired', 'early', 'endless', 'unsigned', 'foreign', 'mistyped'] as const;
export type Variant = (typeof VARIANTS)[number];

/** Where a token is used: the request that it is bound to, if its kind is bound to one. */
export interface Use {
  readonly method: string;
  readonly url: string;
}

/** Makes tokens of every kind, good ones and bad ones, as well bound to their use as can be. */
export interface Forge {
  token(kind: Kind, variant: Variant, use: Use): Promise<string>;
}

/** Written out here: the wire must not change with a constant. */
const OWN_TYPES = { session: 'authbeat-session+jwt', ticket: 'authbeat-ticket+jwt' } as const;

/** A key pair that no key server knows. */
const FOREIGN_KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** @param thumbprint of the key that bound sessions are bound to */
export function createForge(
  app: Pick<TestApp, 'sessionKey' | 'clock' | 'baseUrl' | 'keyServer' | 'post'>,
  site: Site,
  stranger: Site,
  thumbprint = 'no key',
): Forge {
  const keys = createKeyRing([app.sessionKey]);
  const otherKeys = createKeyRing(['another key of another app, wrongly configured']);
  const times = (variant: Variant): ClaimSet => {
    const now = Math.floor(app.clock.now() / 1000);
    if (variant === 'expired') return { iat: now - 600, exp: now - 60 };
    if (variant === 'early') return { iat: now + 600, exp: now + 900 };
    if (variant === 'endless') return { iat: now, exp: undefined };
    return { iat: now, exp: now + 180 };
  };
  const own = (purpose: KeyPurpose, variant: Variant, claims: ClaimSet): string => {
    const full = {
      iss: APP_KEY,
      aud: app.baseUrl,
      tid: site.clientKey,
      sub: 'alice',
      generation: 0,
      context: {},
    };
    const all = { ...full, vouched_at: times('good')['iat'], ...claims, ...times(variant) };
    const token = (variant === 'foreign' ? otherKeys : keys).sign(purpose, all);
    if (variant === 'mistyped') return keys.sign(purpose === 'session' ? 'ticket' : 'session', all);
    return variant === 'unsigned' ? unsigned(all, OWN_TYPES[purpose]) : token;
  };
  const hosts = (variant: Variant, claims: ClaimSet): string => {
    // What is admitted once has to differ from what was presented before.
    const jti = randomUUID();
    const all = { iss: site.clientKey, sub: 'alice', context: {}, jti, ...claims, ...times(variant) };
    if (variant === 'unsigned') return unsigned(all, 'JWT');
    const typ = variant === 'mistyped' ? OWN_TYPES.session : 'JWT';
    return signHs256(all, variant === 'foreign' ? stranger.secret : site.secret, { typ });
  };
  const asymmetric = async (
    variant: Variant,
    claims: ClaimSet,
    kid: string,
    life = times(variant),
  ): Promise<string> => {
    const all = { jti: randomUUID(), ...claims, ...life };
    if (variant === 'unsigned') return unsigned(all, 'JWT');
    const { privateKey } = variant === 'foreign' ? FOREIGN_KEYS : app.keyServer;
    const typ = variant === 'mistyped' ? OWN_TYPES.session : 'JWT';
    return signRs256(all, privateKey, { kid, typ });
  };

  return {
    async token(kind, variant, { method, url }) {
      const qsh = queryStringHash({ method, url, baseUrl: app.baseUrl });
      const ticket = { url: bindUrl(url), attempt: 0 };
      const { baseUrl, keyServer } = app;
      switch (kind) {
        case 'iframe':
          return hosts(variant, { qsh });
        case 'webhook':
          return hosts(variant, { qsh, context: undefined });
        case 'context':
          return hosts(variant, { qsh: 'context-qsh' });
        case 'upstream':
          return hosts(variant, { qsh, authbeat_upstream: true });
        case 'app-to-host':
          return hosts(variant, { qsh, iss: APP_KEY, aud: [site.clientKey] });
        case 'link':
          return hosts(variant, { iss: APP_KEY, aud: [site.clientKey] });
        case 'lifecycle':
          return asymmetric(variant, { iss: site.clientKey, aud: [baseUrl], qsh }, keyServer.kid);
        case 'forge-invocation':
          return asymmetric(
            variant,
            { ...invocationClaims(site), qsh },
            keyServer.invocationKid,
            toInvocationTimes(variant, times(variant)),
          );
        case 'session':
          return own('session', variant, anySession());
        case 'bound-session':
          return own('session', variant, { ...anySession(), cnf: { jkt: thumbprint } });
        case 'page-ticket':
          return own('ticket', variant, {
            ...ticket,
            purpose: 'page',
            number: await issueNumber(app, site),
            jti: randomUUID(),
          });
        case 'resource-ticket':
          return own('ticket', variant, { ...ticket, purpose: 'resource', jti: randomUUID() });
        default:
          return kind satisfies never;
      }
    },
  };
}

/** Of an account of its own: many sign-outs of one account end all of its sessions. */
function anySession(): ClaimSet {
  return { sid: randomUUID(), sub: randomUUID(), begun_at: 0 };
}

/** Forge signs for 25 seconds, and says from when on. A token that has expired was issued that long before its end. */
function toInvocationTimes(variant: Variant, { iat, exp }: ClaimSet): ClaimSet {
  const issuedAt = variant === 'expired' ? Number(exp) - 25 : Number(iat);
  return { iat: issuedAt, nbf: issuedAt, exp: exp === undefined ? exp : issuedAt + 25 };
}

function invocationClaims(site: Site): ClaimSet {
  const installationId = `ari:cloud:ecosystem::installation/${site.clientKey}`;
  const app = { id: FORGE_APP, installationId, environment: { type: 'PRODUCTION' } };
  return { iss: 'forge/invocation-token', aud: FORGE_APP, app, principal: 'alice' };
}

function unsigned(claims: ClaimSet, typ: string): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode({ typ, alg: 'none' })}.${encode(claims)}.`;
}

/** The number of a page ticket that the app has really issued: it does not admit one that its store does not know. */
async function issueNumber(app: Pick<TestApp, 'baseUrl' | 'post'>, site: Site): Promise<unknown> {
  const url = site.iframe('/foo.html', { claims: { nonce: randomUUID() } });
  const response = await app.post('/authbeat/recovery', { subject_token: site.context(), url });
  const recovered = (await response.json()) as { url: string };
  const ticket = new URL(recovered.url, app.baseUrl).searchParams.get(TICKET_PARAMETER) ?? '';
  return decodeToken(ticket).claims['number'];
}
