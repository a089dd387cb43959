import { DEFAULT_MOUNT, ENDPOINT_PATHS } from '@authbeat/core';
import { isSuccess, type Probe } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { entryPointsOf } from '../surface/surface.ts';
import { addressOf } from '../values.ts';
import type { InsideContext } from './context.ts';
import { isJudgeable, withoutToken } from './requests.ts';
import {
  exchangeSession,
  findIssuedSessions,
  issuedTokenOf,
  jsonTokenOf,
  withSession,
  type Session,
} from './sessions.ts';

/** A session and its renewals, each by the token before and nothing else. */
export interface SessionChain {
  readonly url: string;
  readonly tokens: readonly string[];
  readonly probes: readonly Probe[];
  /** A renewal got no response that says whether the session goes on. */
  readonly unclear?: Probe;
  /** No entry point accepted the session, so nothing shows whether it can be renewed. */
  readonly isUnused?: boolean;
}

const RENEWALS = 3;

/** The sessions that an app issues, as far as their ways are known, each renewed where it can be. */
export async function readSessionChains(context: InsideContext): Promise<readonly SessionChain[]> {
  const chains = await Promise.all([renewExchanged(context), renewIssued(context)]);
  return chains.filter((chain) => chain !== undefined);
}

/** Authbeat: a context token is exchanged for a session, and a heartbeat renews it (docs/protocol.md). */
async function renewExchanged(context: InsideContext): Promise<SessionChain | undefined> {
  const { session } = await exchangeSession(context, context.tenants.first);
  if (!session) return undefined;
  const url = `${context.surface.descriptor.baseUrl}${DEFAULT_MOUNT}${ENDPOINT_PATHS.heartbeat}`;
  return renew(session, session.probe.request.url, async (token) => {
    const headers = { authorization: `Bearer ${token}` };
    const probe = await context.send({ method: 'POST', url, headers, label: 'a heartbeat' });
    return { probe, token: jsonTokenOf(probe, ['access_token']) };
  });
}

/** Other apps: a page or an API issues a session token, and responds to it with the next one. */
async function renewIssued(context: InsideContext): Promise<SessionChain | undefined> {
  const sessions = await findIssuedSessions(context, context.tenants.first);
  const entryPoints = entryPointsOf(context.surface, 'api', 'page').filter(({ cacheable }) => !cacheable);
  let unclear: Probe | undefined;
  let isUnused = true;
  for (const session of sessions) {
    for (const entryPoint of entryPoints) {
      const chain = await renew(session, entryPoint.url, async (token) =>
        renewAt(context, entryPoint, { ...session, token }),
      );
      if (chain.tokens.length > 1) return chain;
      unclear ??= chain.unclear;
      isUnused &&= !(await accepts(context, entryPoint, session));
    }
  }
  const [first] = sessions;
  if (!first) return undefined;
  const url = addressOf(first.probe.request.url);
  return { url, tokens: [first.token], probes: [first.probe], isUnused, ...(unclear && { unclear }) };
}

/** Does the session open what is closed without a token? */
async function accepts(context: InsideContext, entryPoint: EntryPoint, session: Session): Promise<boolean> {
  const anonymous = await context.send(withoutToken(entryPoint));
  const request = withSession(entryPoint, session, 'with the session token before');
  return !isSuccess(anonymous) && isSuccess(await context.send(request));
}

async function renewAt(context: InsideContext, entryPoint: EntryPoint, session: Session) {
  const probe = await context.send(withSession(entryPoint, session, 'with the session token before'));
  return { probe, token: issuedTokenOf(probe) };
}

async function renew(
  session: Session,
  url: string,
  next: (token: string) => Promise<{ probe: Probe; token: string | undefined }>,
): Promise<SessionChain> {
  const tokens = [session.token];
  const probes = [session.probe];
  for (let renewal = 0; renewal < RENEWALS; renewal += 1) {
    const { probe, token } = await next(tokens.at(-1) ?? session.token);
    if (!isJudgeable(probe)) return { url, tokens, probes, unclear: probe };
    if (token === undefined) break;
    probes.push(probe);
    tokens.push(token);
  }
  return { url, tokens, probes };
}
