import { createHash, createHmac } from 'node:crypto';
import { queryStringHash, signHs256, type ClaimSet } from '../../src/index.ts';
import {
  inspect,
  type CauseId,
  type Inspection,
  type InspectedRequest,
  type InspectOptions,
} from '../../src/inspect/index.ts';

export const BASE_URL = 'https://app.example.com';
export const CLIENT_KEY = '5a1d6a3e-1b0c-4a55-9d7d-2b8f6d0c1e2f';
export const APP_KEY = 'com.example.app';
export const SECRET = 'ATCOl4mQ9xV2kRtY7wZ0bN3cH6jL1pS8dF5gA_uEiOXKnMyTq';
export const OTHER_SECRET = 'ATCOzzzz0000111122223333444455556666777788889999aa';
/** 2026-11-22 10:00:00 UTC. */
export const NOW = 1_795_341_600;

export const DESCRIPTOR = {
  key: APP_KEY,
  baseUrl: BASE_URL,
  authentication: { type: 'jwt' },
  lifecycle: { installed: '/installed', uninstalled: '/uninstalled' },
  modules: {
    webPanels: [
      { key: 'panel', url: '/panel?issueKey={issue.key}&mode=compact', location: 'atl.jira.view.issue' },
    ],
    generalPages: [{ key: 'board', url: '/board' }],
    webhooks: [{ event: 'jira:issue_updated', url: '/hooks/issue' }],
  },
};

/** The URL of an iframe as hosts make it, without its token. */
export const PANEL =
  '/panel?issueKey=AB-1&mode=compact&lic=active&cp=&xdm_e=https%3A%2F%2Fexample.atlassian.net&xdm_c=channel-com.example.app__panel&cv=1001.0.0-SNAPSHOT';

export function hash(method: string, url: string, baseUrl: string = BASE_URL): string {
  return queryStringHash({ method, url, baseUrl });
}

/** The hash of a canonical request that no right signer makes. */
export function hashText(canonical: string): string {
  return createHash('sha256').update(canonical).digest('hex');
}

export function hostClaims(qsh: unknown, more: ClaimSet = {}): ClaimSet {
  return {
    iss: CLIENT_KEY,
    sub: '5b10a2844c20165700ede21g',
    iat: NOW - 30,
    exp: NOW + 150,
    context: {},
    ...(qsh !== undefined && { qsh }),
    ...more,
  };
}

/** A host token for a request. */
export function hostToken(qsh: unknown, more: ClaimSet = {}, secret: string = SECRET): string {
  return signHs256(hostClaims(qsh, more), secret);
}

export function contextToken(more: ClaimSet = {}): string {
  return hostToken('context-qsh', more);
}

/** The URL of a page with its token in place. */
export function withToken(url: string, token: string): string {
  return `${BASE_URL}${url}${url.includes('?') ? '&' : '?'}jwt=${token}`;
}

/** A page whose token was made for another URL or method. */
export function pageSignedFor(signed: string, received: string, method = 'GET'): string {
  return withToken(received, hostToken(hash(method, signed)));
}

export const OPTIONS: InspectOptions = {
  at: NOW,
  baseUrl: BASE_URL,
  secrets: [{ secret: SECRET, name: '$SHARED_SECRET' }],
};

export async function causesOf(
  input: string | InspectedRequest,
  options: InspectOptions = {},
): Promise<readonly (readonly [CauseId, string])[]> {
  const { tokens, causes } = await inspect(input, { ...OPTIONS, ...options });
  return [...causes, ...tokens.flatMap((token) => token.causes)].map(({ id, certainty }) => [id, certainty]);
}

export async function inspectOne(
  input: string | InspectedRequest,
  options: InspectOptions = {},
): Promise<Inspection['tokens'][number]> {
  const { tokens } = await inspect(input, { ...OPTIONS, ...options });
  const [token] = tokens;
  if (!token || tokens.length > 1) throw new Error(`${tokens.length} tokens`);
  return token;
}

/** A JWT of any header and claims, signed by any function of its first two parts. */
export function assemble(
  header: unknown,
  claims: unknown,
  sign: (input: string) => string = signRight,
): string {
  const input = [header, claims]
    .map((part) => encode(typeof part === 'string' ? part : JSON.stringify(part)))
    .join('.');
  return `${input}.${sign(input)}`;
}

export function hmacOf(input: string, key: string | Buffer, hash = 'sha256'): Buffer {
  return createHmac(hash, key).update(input).digest();
}

function signRight(input: string): string {
  return hmacOf(input, SECRET).toString('base64url');
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}
