import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { decodeToken } from '@authbeat/core';

const { privateKey: OTHER_KEY } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The token without a signature, and with a header that asks for none. */
export function unsign(token: string): string {
  return `${encode({ ...headerOf(token), alg: 'none' })}.${payloadOf(token)}.`;
}

/** The token signed as if the public key were a secret. */
export function signWithPublicKey(token: string, publicKey: string): string {
  const signed = `${encode({ ...headerOf(token), alg: 'HS256' })}.${payloadOf(token)}`;
  return `${signed}.${createHmac('sha256', publicKey).update(signed).digest('base64url')}`;
}

/** The token signed with a key of the scanner's own. @param kid the id that it claims; by default the genuine one */
export function signWithOtherKey(token: string, kid?: string, key: KeyObject = OTHER_KEY): string {
  const header = { ...headerOf(token), ...(kid !== undefined && { kid }) };
  const signed = `${encode(header)}.${payloadOf(token)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

/** The token with other claims, and the signature that it had. */
export function tamper(token: string, claims: Readonly<Record<string, unknown>>): string {
  const [header = '', , signature = ''] = token.split('.');
  return `${header}.${encode({ ...decodeToken(token, { maxLength: token.length }).claims, ...claims })}.${signature}`;
}

/** The claim `app` of a token, with some of its members replaced. */
export function appClaims(token: string, members: Readonly<Record<string, unknown>>): object {
  const { app } = decodeToken(token, { maxLength: token.length }).claims;
  return { ...(app as object), ...members };
}

function headerOf(token: string): object {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as object;
}

function payloadOf(token: string): string {
  return token.split('.')[1] ?? '';
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
