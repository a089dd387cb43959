import { decodeToken } from '@authbeat/core';
import { header, isSuccess, type Exchange } from '../../probes/exchange.ts';
import { withHeaderToken } from '../../probes/requests.ts';
import type { Endpoint } from '../../surface/endpoint.ts';
import { endpointsOf } from '../../surface/surface.ts';
import type { CheckContext } from '../check.ts';
import { accessTokenOf, exchangeSession } from '../sessions.ts';
import { withGenuineToken } from '../views.ts';

/** A session and its renewals, each by the one before and nothing else. */
export interface SessionChain {
  readonly url: string;
  readonly tokens: readonly string[];
  readonly exchanges: readonly Exchange[];
}

const RENEWALS = 3;

/** The sessions that an app hands out, as far as their ways are known: Authbeat's and ACE's. */
export async function readSessions(context: CheckContext): Promise<readonly SessionChain[]> {
  const chains = await Promise.all([readExchange(context), readHeaders(context)]);
  return chains.filter((chain) => chain !== undefined);
}

/** Authbeat: a context token is exchanged for a session, and a heartbeat renews it (docs/protocol.md). */
async function readExchange(context: CheckContext): Promise<SessionChain | undefined> {
  const { laboratory, surface } = context;
  if (!laboratory) return undefined;
  const { exchange, token: session } = await exchangeSession(context, laboratory.first);
  if (session === undefined) return undefined;
  const url = `${surface.descriptor.baseUrl}/authbeat/heartbeat`;
  return renew(session, exchange, exchange.request.url, async (token) => {
    const headers = { authorization: `Bearer ${token}` };
    const beat = await context.send({ method: 'POST', url, headers, label: 'a heartbeat' });
    return { exchange: beat, token: accessTokenOf(beat) };
  });
}

/** ACE: every success carries the next session token in `X-acpt`. */
async function readHeaders(context: CheckContext): Promise<SessionChain | undefined> {
  const { laboratory, surface } = context;
  if (!laboratory) return undefined;
  const endpoints = [...endpointsOf(surface, 'api'), ...endpointsOf(surface, 'page')];
  for (const page of endpointsOf(surface, 'page')) {
    const opened = await context.send(withGenuineToken(context, page, laboratory.first));
    const session = sessionHeaderOf(opened);
    if (session === undefined) continue;
    for (const endpoint of endpoints) {
      const chain = await renew(session, opened, endpoint.url, async (token) =>
        renewAt(context, endpoint, token),
      );
      if (chain.tokens.length > 1) return chain;
    }
    return { url: page.url, tokens: [session], exchanges: [opened] };
  }
  return undefined;
}

async function renewAt(context: CheckContext, endpoint: Endpoint, token: string) {
  const exchange = await context.send(withHeaderToken(endpoint, token, 'with the session that came before'));
  return { exchange, token: sessionHeaderOf(exchange) };
}

async function renew(
  session: string,
  begun: Exchange,
  url: string,
  next: (token: string) => Promise<{ exchange: Exchange; token: string | undefined }>,
): Promise<SessionChain> {
  const tokens = [session];
  const exchanges = [begun];
  for (let renewal = 0; renewal < RENEWALS; renewal += 1) {
    const { exchange, token } = await next(tokens.at(-1) ?? session);
    if (token === undefined) break;
    exchanges.push(exchange);
    tokens.push(token);
  }
  return { url, tokens, exchanges };
}

function sessionHeaderOf(exchange: Exchange): string | undefined {
  const token = isSuccess(exchange) ? header(exchange, 'x-acpt') : '';
  return token === '' ? undefined : token;
}

/** The claims of a session token, unverified; `undefined` where it is opaque. */
export function decodeClaims(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return decodeToken(token).claims;
  } catch {
    return undefined;
  }
}
