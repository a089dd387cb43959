import { queryStringHash } from '@authbeat/core';
import type { AuthbeatRequest, Guard, Verdict } from '@authbeat/server';
import { createQueryStringHash, decodeSymmetric, fromMethodAndUrl, SymmetricAlgorithm } from 'atlassian-jwt';
import { createVerifier } from 'fast-jwt';
import { jwtVerify } from 'jose';
import { verifyByHand, type Fixture } from '../fixture.ts';

/** What is measured without a server in front: one function call for each request. */
export interface Operation {
  readonly name: string;
  readonly baseline?: string;
  /** The call number `index`, counted from 0 over all rounds. */
  run(index: number): unknown;
}

/** Accounts whose tokens are used by turns. */
const WARM = 64;

/** @param cold how many tokens there are that are used once: as many as calls are made */
export async function createOperations(fixture: Fixture, cold: number): Promise<readonly Operation[]> {
  const { authbeat, secret } = fixture;
  const guard = authbeat.api();
  const page = authbeat.page();
  const sessions = await fixture.sessionTokens(cold);
  const warm = sessions.slice(0, WARM).map((token) => toApiRequest(token));
  const fresh = sessions.map((token) => toApiRequest(token));
  const renewed = (await fixture.renewedTokens(cold)).map((token) => toApiRequest(token));
  const pages = fixture.pageUrls(WARM).map(toPageRequest);
  const firstPages = fixture.pageUrls(cold).map(toPageRequest);
  const forged = toApiRequest(`${sessions[0]?.slice(0, -4)}AAAA`);
  const peerTokens = fixture.peerTokens(cold);
  const remember = createVerifier({ key: secret, cache: true });
  const key = new TextEncoder().encode(secret);
  const other = toApiRequest('', '/assets/app.js');
  return [
    { name: BY_HAND, run: (index) => verifyByHand(at(peerTokens, index), secret) },
    { name: 'api(), token seen before', baseline: BY_HAND, run: (index) => admitted(guard(at(warm, index))) },
    {
      name: 'api(), next token of a session seen before',
      baseline: BY_HAND,
      run: (index) => admitted(guard(at(renewed, index))),
    },
    {
      name: 'api(), first token of a session',
      baseline: BY_HAND,
      run: (index) => admitted(guard(at(fresh, index))),
    },
    { name: 'api(), refused: no token', baseline: BY_HAND, run: () => refused(guard(toApiRequest(''))) },
    { name: 'api(), refused: wrong signature', baseline: BY_HAND, run: () => refused(guard(forged)) },
    { name: 'endpoints, request of the app', baseline: BY_HAND, run: () => authbeat.handle(other) },
    {
      name: 'fast-jwt with its cache, token seen before',
      baseline: BY_HAND,
      run: (index): unknown => remember(at(peerTokens, index % WARM)),
    },
    {
      name: 'jose',
      baseline: BY_HAND,
      run: async (index) => jwtVerify(at(peerTokens, index), key, { algorithms: ['HS256'] }),
    },
    { name: ATLASSIAN, run: (index) => verifyAsAtlassian(at(pages, index).url, secret) },
    {
      name: 'page(), 12 parameters, account seen before',
      baseline: ATLASSIAN,
      run: (index) => admitted(page(at(pages, index))),
    },
    {
      name: 'page(), 12 parameters, new account',
      baseline: ATLASSIAN,
      run: (index) => admitted(page(at(firstPages, index))),
    },
    {
      name: 'queryStringHash, 12 parameters',
      baseline: ATLASSIAN,
      run: (index) => queryStringHash({ method: 'GET', url: at(pages, index).url, baseUrl: '' }),
    },
  ];
}

const BY_HAND = 'createHmac + JSON.parse';
const ATLASSIAN = 'atlassian-jwt, verify and qsh, 12 parameters';

function verifyAsAtlassian(url: string, secret: string): void {
  const request = fromMethodAndUrl('GET', url);
  const token = String(request.query?.['jwt']);
  const { qsh } = decodeSymmetric(token, secret, SymmetricAlgorithm.HS256) as { qsh: string };
  if (createQueryStringHash(request) !== qsh) throw new Error('The hash is wrong.');
}

/** A guard that refuses would be quick. Nothing is awaited that is there already. */
function admitted(deciding: ReturnType<Guard>): void | Promise<void> {
  return deciding instanceof Promise ? deciding.then(requireAdmitted) : requireAdmitted(deciding);
}

function requireAdmitted({ admitted: isAdmitted }: Verdict): void {
  if (!isAdmitted) throw new Error('A guard has refused the request.');
}

async function refused(deciding: ReturnType<Guard>): Promise<void> {
  const { admitted: isAdmitted } = await deciding;
  if (isAdmitted) throw new Error('A guard has admitted the request.');
}

function at<Item>(list: readonly Item[], index: number): Item {
  return list[index % list.length] as Item;
}

function toApiRequest(token: string, url = '/api/me'): AuthbeatRequest {
  return {
    method: 'GET',
    url,
    header: (name) => (name === 'authorization' && token !== '' ? `Bearer ${token}` : undefined),
    body: async () => ({ state: 'aborted' }),
  };
}

function toPageRequest(url: string): AuthbeatRequest {
  return { method: 'GET', url, header: () => undefined, body: async () => ({ state: 'aborted' }) };
}
