import { findDifference, inspect, type InspectOptions, type TokenInspection } from '@authbeat/core/inspect';
import { pairHeaders } from '@authbeat/gateway/proxy';
import type { HostRuntime } from '../runtime.ts';
import type { Site } from '../site/site.ts';
import type { EventDetails, RecordedRequest } from '../timeline/details.ts';
import type { TimelineEvent } from '../timeline/timeline.ts';
import { hideTokens } from './hide-tokens.ts';
import { writeCurl } from './write-curl.ts';

/** An event with all that is known of it, for the page that shows it. */
export interface EventDescription {
  readonly event: TimelineEvent;
  /** Without the signatures of tokens. */
  readonly request?: RecordedRequest;
  /** Without the signatures of tokens. */
  readonly response?: EventDetails['response'];
  /** The command that repeats the request, with its tokens. */
  readonly curl?: string;
  /** What each token says, and what is wrong with it. */
  readonly tokens: readonly DescribedToken[];
}

export interface DescribedToken extends TokenInspection {
  /** Where both canonical requests differ: how many characters are the same at the start, and at the end. */
  readonly difference?: { readonly start: number; readonly end: number };
}

/** Describes an event: its request and response, and what the inspector says about its tokens. */
export async function describeEvent(
  runtime: HostRuntime,
  site: Site,
  event: TimelineEvent,
): Promise<EventDescription> {
  const { request, response, token } = runtime.timeline.detailsOf(event.id) ?? {};
  const input = request ? { ...request, headers: pairsOf(request.headers) } : token;
  const { tokens } =
    input === undefined ? { tokens: [] } : await inspect(input, optionsOf(runtime, site, event));
  return {
    event,
    ...(request && { request: hideTokens(request), curl: writeCurl(request) }),
    ...(response && { response: hideTokens(response) }),
    tokens: tokens.map(withDifference),
  };
}

/** What the host knows: secrets and keys of its own making, and the descriptor. */
function optionsOf(runtime: HostRuntime, site: Site, { atMs, data }: TimelineEvent): InspectOptions {
  const app = site.knownInstallations.find(({ descriptor }) => descriptor.key === data['app']);
  const installation = app ?? site.knownInstallations[0];
  const { signingKey, invocationKey } = runtime;
  return {
    at: Math.floor(atMs / 1000),
    leeway: installation?.leeway ?? 0,
    keys: [signingKey, invocationKey].map(({ kid, publicKeyPem: pem }) => ({ kid, pem })),
    ...(installation && {
      appKey: installation.descriptor.key,
      baseUrl: installation.descriptor.baseUrl,
      secrets: [
        {
          secret: installation.sharedSecret,
          name: 'the shared secret',
          clientKey: site.clientKey,
          hostBaseUrl: site.hostBaseUrl,
        },
      ],
    }),
  };
}

function withDifference(token: TokenInspection): DescribedToken {
  const { status, received, signed } = token.binding ?? {};
  if (status !== 'differs' || received === undefined || signed === undefined) return token;
  return { ...token, difference: findDifference(signed, received) };
}

/** Of headers with the same name, the last: the inspector looks at those that stand once. */
function pairsOf(headers: RecordedRequest['headers']): Readonly<Record<string, string>> {
  return Object.fromEntries(pairHeaders(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
