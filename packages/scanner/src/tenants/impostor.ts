import { generateKeyPairSync, randomBytes, randomUUID, sign, type KeyObject } from 'node:crypto';
import { mintHostToken } from '@authbeat/core';
import { wholeSeconds, type TokenTarget } from './mint.ts';

/** Tokens that no app may accept. Each reveals another mistake of a verifier. */
export const FORGERIES = {
  'forged signature': 'a token signed with a made-up secret',
  'empty signature': 'a token whose signature is missing',
  'alg none': 'an unsigned token ("alg": "none")',
  'alg NoNe': 'an unsigned token ("alg": "NoNe")',
  'empty secret': 'a token signed with an empty secret',
  'guessable secret': 'a token signed with the secret "secret"',
  'key in the header': 'a token that brings its own key in its header',
} as const;
export type Forgery = keyof typeof FORGERIES;

/** A made-up tenant, which no host knows. */
export interface Impostor {
  readonly clientKey: string;
  readonly accountId: string;
  readonly sharedSecret: string;
  readonly hostBaseUrl: string;
  /** A token for one URL. `lifetime` is in seconds, negative for a token that has expired; 900 by default. */
  forge(forgery: Forgery, target: TokenTarget, lifetime?: number): string;
  /** A lifecycle token, RS256 with a key that no key server publishes. */
  forgeLifecycle(target: TokenTarget): string;
}

/** The sites of customers. Apps may refuse all others before they look at a token. */
const SITES = 'https://customer.atlassian.net';

/**
 * Makes up a tenant. Two impostors have nothing in common.
 *
 * @param neighbour the address of a site that the app takes for one of a host. Defaults to one of Atlassian's.
 */
export function createImpostor(now: () => number, neighbour = SITES): Impostor {
  const clientKey = `authbeat-check-${randomUUID()}`;
  const accountId = `authbeat-check:${randomUUID()}`;
  const sharedSecret = randomBytes(32).toString('hex');

  const mint = (target: TokenTarget, lifetime: number, secret = sharedSecret): string => {
    const seconds = wholeSeconds(now());
    const exp = seconds + lifetime;
    const claims = { iat: lifetime < 0 ? exp - 900 : seconds, exp };
    const { baseUrl, ...request } = target;
    return mintHostToken({ kind: 'iframe', clientKey, accountId, request, baseUrl, claims }, secret);
  };

  const forgers: Record<Forgery, (target: TokenTarget, lifetime: number) => string> = {
    'forged signature': (...target) => mint(...target),
    'empty signature': (...target) => mint(...target).replace(/[^.]*$/, ''),
    'alg none': (...target) => unsigned('none', mint(...target)),
    'alg NoNe': (...target) => unsigned('NoNe', mint(...target)),
    'empty secret': (...target) => mint(...target, ''),
    'guessable secret': (...target) => mint(...target, 'secret'),
    'key in the header': (...target) => rs256({ jwk: ownKey().jwk }, payloadOf(mint(...target))),
  };

  return {
    clientKey,
    accountId,
    sharedSecret,
    hostBaseUrl: siteBeside(neighbour, clientKey),
    forge: (forgery, target, lifetime = 900) => forgers[forgery](target, lifetime),
    forgeLifecycle(target) {
      const claims = JSON.parse(Buffer.from(payloadOf(mint(target, 900)), 'base64url').toString()) as object;
      return rs256({ kid: randomUUID() }, encode({ ...claims, aud: [target.baseUrl] }));
    },
  };
}

/** The address of a site of that name, in the domain of another one. */
function siteBeside(neighbour: string, name: string): string {
  const { protocol, host } = new URL(neighbour);
  const [, ...domain] = host.split('.');
  return `${protocol}//${[name, ...domain].join('.')}`;
}

function unsigned(alg: string, token: string): string {
  return `${encode({ typ: 'JWT', alg })}.${payloadOf(token)}.`;
}

/** Signs with a key that no key server publishes. */
function rs256(header: object, payload: string): string {
  const input = `${encode({ typ: 'JWT', alg: 'RS256', ...header })}.${payload}`;
  const signature = sign('RSA-SHA256', Buffer.from(input), ownKey().privateKey);
  return `${input}.${signature.toString('base64url')}`;
}

function payloadOf(token: string): string {
  return token.split('.')[1] ?? '';
}

let ownKeyPair: { readonly jwk: object; readonly privateKey: KeyObject } | undefined;

/** Generating a key is slow, and one is enough. */
function ownKey(): NonNullable<typeof ownKeyPair> {
  if (!ownKeyPair) {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    ownKeyPair = { jwk: publicKey.export({ format: 'jwk' }), privateKey };
  }
  return ownKeyPair;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
