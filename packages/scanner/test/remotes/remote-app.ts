import { createPublicKey, generateKeyPairSync, verify, type KeyObject } from 'node:crypto';
import { mintInvocationToken, verifyInvocationToken } from '@authbeat/core';
import { scanRemote, type InvocationIssuer, type RemoteScanOptions, type Report } from '../../src/index.ts';
import { serve, type AppRequest, type Reply } from '../fixtures/serve.ts';

export const APP_ID = 'ari:cloud:ecosystem::app/8f1c4e3a-9a3d-4d0e-8c53-1f0a6a2f1b77';
const INSTALLATION_ID = 'ari:cloud:ecosystem::installation/5b2d0c1e-0000-4000-8000-000000000001';
const KID = 'forge/invocation-token/1';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = publicKey.export({ type: 'spki', format: 'pem' }).toString();

export const ISSUER: InvocationIssuer = {
  publicKey: PEM,
  mint: async ({ accountId = '712020:ada', issuedAt, claims } = {}) =>
    mintInvocationToken(
      {
        appId: APP_ID,
        installationId: INSTALLATION_ID,
        ...(accountId !== null && { accountId }),
        ...(issuedAt !== undefined && { now: () => issuedAt * 1000 }),
        ...(claims && { claims }),
      },
      { kid: KID, privateKey },
    ),
};

/** What a verifier reads of a token: its claims, or why it refuses. Throws for a token that it refuses. */
export type Verifier = (token: string) => Promise<Claims> | Claims;
export type Claims = Readonly<Record<string, unknown>>;

/** As `@authbeat/server` does it. */
export const SAFE: Verifier = async (token) => {
  const { claims } = await verifyInvocationToken(token, (kid) => (kid === KID ? PEM : undefined), {
    appId: APP_ID,
  });
  return { principal: claims.accountId };
};

interface Parts {
  readonly verifier: Verifier;
  readonly respond: (claims: Claims, request: AppRequest) => Reply;
  /** The status of every other path. */
  readonly page: (request: AppRequest) => number;
}

/** Scans a remote that has one route. */
export async function scanApp(
  { verifier = SAFE, respond = greet, page = () => 401 }: Partial<Parts> = {},
  options: Partial<RemoteScanOptions> = {},
): Promise<Report> {
  await using app = await serve(async (request) => {
    if (request.path !== '/api/notes') return { status: page(request) };
    const [scheme, token] = String(request.headers['authorization'] ?? '').split(' ');
    if (scheme !== 'Bearer' || token === undefined) return { status: 401 };
    try {
      return respond(await verifier(token), request);
    } catch {
      return { status: 401 };
    }
  });
  return await scanRemote({
    appId: APP_ID,
    baseUrl: app.baseUrl,
    routes: ['GET /api/notes'],
    issuer: ISSUER,
    ...options,
  });
}

function greet({ principal }: Claims): Reply {
  return { status: 200, body: JSON.stringify({ hello: principal ?? 'anonymous' }) };
}

/** Decodes a token and verifies its signature alone. */
export function verifySignature(token: string, key: KeyObject = createPublicKey(PEM)): Claims {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) throw new Error('signature');
  return decode(payload);
}

export function decode(part: string): Claims {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Claims;
}

export function requireTimes({ exp, nbf }: Claims, leeway = 10): void {
  const now = Date.now() / 1000;
  if (typeof exp !== 'number' || exp + leeway < now) throw new Error('exp');
  if (typeof nbf !== 'number' || nbf - leeway > now) throw new Error('nbf');
}
