import { generateKeyPairSync, randomBytes, randomUUID, sign, type KeyObject } from 'node:crypto';
import { queryStringHash, signHs256, type ClaimSet } from '@authbeat/core';

/** What a token is made for. */
export interface TokenTarget {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  /** The app's base URL. */
  readonly baseUrl: string;
}

/** Tokens that no app may accept: each shows another mistake of a verifier. */
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

/** Somebody whom no host vouches for. */
export interface Impostor {
  /** The tenant that the impostor claims to be. No host has ever named one so. */
  readonly clientKey: string;
  readonly accountId: string;
  readonly sharedSecret: string;
  /** A token for one URL that ends in so many seconds; negative for one that ended long ago. Defaults to 900. */
  forge(forgery: Forgery, target: TokenTarget, life?: number): string;
  /** A lifecycle token, RS256 with a key that no key server publishes. */
  forgeLifecycle(target: TokenTarget): string;
}

/** Makes up a tenant. Two impostors have nothing in common. */
export function createImpostor(now: () => number): Impostor {
  const { privateKey, publicKey } = ownKeyPair();
  const clientKey = `authbeat-check-${randomUUID()}`;
  const accountId = `authbeat-check:${randomUUID()}`;
  const sharedSecret = randomBytes(32).toString('hex');

  const claims = (target: TokenTarget, life: number) => {
    const seconds = wholeSeconds(now());
    const exp = seconds + life;
    return {
      iss: clientKey,
      sub: accountId,
      iat: life < 0 ? exp - 900 : seconds,
      exp,
      qsh: queryStringHash(target),
      context: {},
    };
  };

  const rs256 = (header: object, payload: object): string => {
    const input = `${encode({ typ: 'JWT', alg: 'RS256', ...header })}.${encode(payload)}`;
    return `${input}.${sign('RSA-SHA256', Buffer.from(input), privateKey).toString('base64url')}`;
  };

  const forgers: Record<Forgery, (payload: ClaimSet) => string> = {
    'forged signature': (payload) => signHs256(payload, sharedSecret),
    'empty signature': (payload) => signHs256(payload, sharedSecret).replace(/[^.]*$/, ''),
    'alg none': (payload) => `${encode({ typ: 'JWT', alg: 'none' })}.${encode(payload)}.`,
    'alg NoNe': (payload) => `${encode({ typ: 'JWT', alg: 'NoNe' })}.${encode(payload)}.`,
    'empty secret': (payload) => signHs256(payload, ''),
    'guessable secret': (payload) => signHs256(payload, 'secret'),
    'key in the header': (payload) => rs256({ jwk: publicKey.export({ format: 'jwk' }) }, payload),
  };

  return {
    clientKey,
    accountId,
    sharedSecret,
    forge: (forgery, target, life = 900) => forgers[forgery](claims(target, life)),
    forgeLifecycle: (target) =>
      rs256({ kid: randomUUID() }, { ...claims(target, 900), aud: [target.baseUrl] }),
  };
}

/** Puts a token where the host puts it: into the page's URL, as its last parameter. */
export function withUrlToken(url: string, token: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}jwt=${token}`;
}

/**
 * The time in seconds, in whole half-minutes, as hosts hand out tokens that are some seconds old: so equal
 * requests of several checks stay equal, and are made once.
 */
export function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 30_000) * 30;
}

let keyPair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;

/** A key that no key server publishes. Making one takes a while; one is enough. */
function ownKeyPair(): NonNullable<typeof keyPair> {
  keyPair ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  return keyPair;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
