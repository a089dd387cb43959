import { decodeToken } from '@authbeat/core';
import { header, isSuccess, type Probe } from '../probes/probe.ts';
import { withHeaderToken } from './requests.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { entryPointsOf } from '../surface/surface.ts';
import type { InsideContext } from './context.ts';
import { accessTokenOf, exchangeSession } from './sessions.ts';
import { withGenuineToken } from './views.ts';

/** A session and its renewals, each by the one before and nothing else. */
export interface SessionChain {
  readonly url: string;
  readonly tokens: readonly string[];
  readonly probes: readonly Probe[];
}

const RENEWALS = 3;

/** The sessions that an app hands out, as far as their ways are known: Authbeat's and ACE's. */
export async function readSessions(context: InsideContext): Promise<readonly SessionChain[]> {
  const chains = await Promise.all([readExchange(context), readHeaders(context)]);
  return chains.filter((chain) => chain !== undefined);
}

/** Authbeat: a context token is exchanged for a session, and a heartbeat renews it (docs/protocol.md). */
async function readExchange(context: InsideContext): Promise<SessionChain | undefined> {
  const { tenants, surface } = context;
  const { probe, token: session } = await exchangeSession(context, tenants.first);
  if (session === undefined) return undefined;
  const url = `${surface.descriptor.baseUrl}/authbeat/heartbeat`;
  return renew(session, probe, probe.request.url, async (token) => {
    const headers = { authorization: `Bearer ${token}` };
    const beat = await context.send({ method: 'POST', url, headers, label: 'a heartbeat' });
    return { probe: beat, token: accessTokenOf(beat) };
  });
}

/** ACE: every success carries the next session token in `X-acpt`. */
async function readHeaders(context: InsideContext): Promise<SessionChain | undefined> {
  const { tenants, surface } = context;
  const entryPoints = [...entryPointsOf(surface, 'api'), ...entryPointsOf(surface, 'page')];
  for (const page of entryPointsOf(surface, 'page')) {
    const opened = await context.send(withGenuineToken(context, page, tenants.first));
    const session = sessionHeaderOf(opened);
    if (session === undefined) continue;
    for (const entryPoint of entryPoints) {
      const chain = await renew(session, opened, entryPoint.url, async (token) =>
        renewAt(context, entryPoint, token),
      );
      if (chain.tokens.length > 1) return chain;
    }
    return { url: page.url, tokens: [session], probes: [opened] };
  }
  return undefined;
}

async function renewAt(context: InsideContext, entryPoint: EntryPoint, token: string) {
  const probe = await context.send(withHeaderToken(entryPoint, token, 'with the session that came before'));
  return { probe, token: sessionHeaderOf(probe) };
}

async function renew(
  session: string,
  begun: Probe,
  url: string,
  next: (token: string) => Promise<{ probe: Probe; token: string | undefined }>,
): Promise<SessionChain> {
  const tokens = [session];
  const probes = [begun];
  for (let renewal = 0; renewal < RENEWALS; renewal += 1) {
    const { probe, token } = await next(tokens.at(-1) ?? session);
    if (token === undefined) break;
    probes.push(probe);
    tokens.push(token);
  }
  return { url, tokens, probes };
}

function sessionHeaderOf(probe: Probe): string | undefined {
  const token = isSuccess(probe) ? header(probe, 'x-acpt') : '';
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
