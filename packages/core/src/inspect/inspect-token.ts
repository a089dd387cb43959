import { CONTEXT_QSH } from '../host/decode.ts';
import { HOST_TOKEN_PARAMETER } from '../protocol.ts';
import { checkBinding, checkTicketBinding, type CheckedBinding } from './binding/explain.ts';
import { nameOf, readWire } from './binding/wire.ts';
import { isFault, nameCause, type Cause } from './causes.ts';
import { readDoors } from './doors.ts';
import { TOKEN_PARAMETERS } from './input/find-tokens.ts';
import type { FoundToken, InspectedRequest } from './input/request.ts';
import type { TokenInspection } from './inspection.ts';
import type { Settings } from './options.ts';
import { checkSignature } from './signature/check.ts';
import { checkClaims } from './token/check-claims.ts';
import { checkPlace } from './token/check-place.ts';
import { explainClaims, explainHeader } from './token/claims.ts';
import { cleanToken } from './token/clean.ts';
import { decodeLeniently, looksLikeToken, type ReadableToken } from './token/decode.ts';
import { decideKind, type TokenKind } from './token/kind.ts';
import { checkTimes } from './token/lifetime.ts';
import { recogniseOther } from './token/recognise.ts';

/** A token and what is known about the request that it came with. */
export interface TokenInput {
  readonly found: FoundToken;
  readonly request: InspectedRequest | undefined;
  /** Other requests that the input knows of. */
  readonly others: readonly InspectedRequest[];
  /** What is wrong with the request as a whole. */
  readonly causes: readonly Cause[];
}

const OTHER_KINDS: Readonly<Record<string, TokenKind>> = {
  'token-missing': 'none',
  'token-placeholder': 'none',
  'token-basic-credentials': 'api-token',
  'token-api-token': 'api-token',
  'token-encrypted': 'encrypted',
};

/** Inspects one token. */
export async function inspectToken(input: TokenInput, settings: Settings): Promise<TokenInspection> {
  const clean = cleanToken(input.found);
  const other = recogniseOther(clean.text, input.found.scheme) ?? opaque(clean.text);
  return other
    ? describeOther(input, clean.text, other, clean.causes, settings)
    : describeToken(input, clean.text, clean.causes, settings);
}

function opaque(text: string): Cause | undefined {
  return looksLikeToken(text) ? undefined : nameCause('token-opaque');
}

function describeOther(
  input: TokenInput,
  text: string,
  cause: Cause,
  causes: readonly Cause[],
  settings: Settings,
): TokenInspection {
  const kind = OTHER_KINDS[cause.id] ?? 'unreadable';
  return {
    ...describePlace(input, text, settings),
    kind: { kind, certainty: 'certain', because: [cause.message] },
    header: [],
    claims: [],
    signature: { status: 'unchecked', message: 'There is no signature to check.' },
    doors: [],
    causes: [cause, ...causes, ...input.causes],
  };
}

async function describeToken(
  input: TokenInput,
  text: string,
  cleaned: readonly Cause[],
  settings: Settings,
): Promise<TokenInspection> {
  const token = decodeLeniently(text);
  const { found, request } = input;
  const decision = decideKind(token, { found, request, settings });
  const { kind } = decision;
  const claims = token.claims ?? {};
  const isReadable = token.header !== undefined && token.claims !== undefined;
  const signature = await checkSignature(token, kind, settings);
  const binding = isReadable ? await readBinding(input, token, kind, settings) : undefined;
  const causes = [
    ...cleaned,
    ...token.causes,
    ...input.causes,
    ...(kind === 'oauth' ? [nameCause('token-oauth')] : []),
    ...signature.causes,
    ...(isReadable ? checkPlace({ found, kind, request, settings }) : []),
    ...(isReadable && kind !== 'oauth' ? checkClaims(claims, kind, settings) : []),
    ...(isReadable ? checkTimes(claims, settings) : []),
    ...(binding ? placeBinding(binding, found, kind) : []),
  ].toSorted((a, b) => weigh(a) - weigh(b));
  return {
    ...describePlace(input, text, settings),
    kind: decision,
    header: explainHeader(token.header ?? {}),
    claims: explainClaims(claims, kind, settings.at),
    signature: signature.reading,
    ...(binding && { binding: binding.reading }),
    doors: isReadable
      ? readDoors({ kind, causes, conditions: conditionsOf(signature.reading.status, binding, kind) })
      : [],
    causes,
  };
}

function describePlace({ found, request }: TokenInput, text: string, settings: Settings) {
  const url = settings.url ?? request?.url;
  return {
    token: settings.showTokens ? text : shorten(text),
    place: found.place,
    ...(found.name !== undefined && { name: found.name }),
    ...(url !== undefined && {
      request: {
        method: methodOf(request, settings),
        url: hideTokens(url),
        baseUrl: baseUrlFor(url, 'iframe', settings),
      },
    }),
  };
}

/** The hash of a token, compared with the request; `undefined` where the kind is bound to none. */
async function readBinding(
  { request, others }: TokenInput,
  { claims = {} }: ReadableToken,
  kind: TokenKind,
  settings: Settings,
): Promise<CheckedBinding | undefined> {
  const isTicket = kind === 'page-ticket' || kind === 'resource-ticket';
  const qsh = isTicket ? claims['url'] : claims['qsh'];
  if (typeof qsh !== 'string' || qsh === CONTEXT_QSH || qsh === '') return undefined;
  const url = settings.url ?? request?.url;
  if (url === undefined) return { reading: { status: 'unchecked' }, causes: [] };
  const wire = readWire(methodOf(request, settings), url);
  if (isTicket) return checkTicketBinding(qsh, wire);
  const known = settings.url !== undefined && request ? [...others, request] : others;
  const binding = await checkBinding(qsh, {
    request: { ...wire, pairs: wire.pairs.filter((pair) => nameOf(pair) !== HOST_TOKEN_PARAMETER) },
    baseUrl: baseUrlFor(url, kind, settings),
    isToHost: kind === 'app-to-host',
    body: request?.body?.toWellFormed() ?? '',
    headers: lowerCaseNames(request?.headers ?? {}),
    claims,
    descriptor: settings.descriptor,
    appKey: settings.appKey,
    hostBaseUrls: settings.secrets.flatMap(({ clientKey, hostBaseUrl = '' }) =>
      clientKey === claims['iss'] ? [hostBaseUrl] : [],
    ),
    others: known,
  });
  return { ...binding, reading: hideTokensIn(binding.reading) };
}

/** A token of a page on a call to an API is the usual reason why an Authorization header does not fit its request. */
function placeBinding({ causes }: CheckedBinding, { place }: FoundToken, kind: TokenKind): readonly Cause[] {
  if (place !== 'authorization' || kind === 'lifecycle' || kind === 'app-to-host') return causes;
  return causes.flatMap((cause) => {
    if (cause.id === 'other-request' && cause.data['method'] === 'GET')
      return [
        nameCause('url-token-on-api', {
          certainty: cause.certainty,
          message: cause.message,
          data: cause.data,
        }),
      ];
    return cause.id === 'qsh-unexplained'
      ? [cause, nameCause('url-token-on-api', { certainty: 'possible' })]
      : [cause];
  });
}

function conditionsOf(signature: string, binding: CheckedBinding | undefined, kind: TokenKind): string[] {
  const isUnbound = binding?.reading.status === 'unchecked' || (kind === 'lifecycle' && !binding);
  return [
    ...(signature === 'unchecked' ? ['if its signature is right'] : []),
    ...(isUnbound ? ['for its own request'] : []),
  ];
}

function methodOf(request: InspectedRequest | undefined, settings: Settings): string {
  return settings.method ?? request?.method?.toUpperCase() ?? 'GET';
}

/** The base URL of the receiver: of the host for calls to it, otherwise of the app. */
function baseUrlFor(url: string, kind: TokenKind, { baseUrl }: Settings): string {
  const { origin, path } = readWire('GET', url);
  const isOwn =
    baseUrl !== undefined &&
    (origin === '' || kind !== 'app-to-host' || readWire('GET', baseUrl).origin === origin);
  if (isOwn) return baseUrl;
  return kind === 'app-to-host' && /^\/wiki(?:\/|$)/.test(path) ? `${origin}/wiki` : origin;
}

/** Proven faults first, then what may be, then notes; each in the order in which a verifier meets them. */
function weigh(cause: Cause): number {
  if (!isFault(cause)) return 2;
  return cause.certainty === 'certain' ? 0 : 1;
}

function shorten(token: string): string {
  return token.length <= 40
    ? `${token.slice(0, Math.min(8, token.length / 2))}…`
    : `${token.slice(0, 12)}…${token.slice(-4)} (${token.length} characters)`;
}

const TOKEN_PAIRS = new RegExp(String.raw`\b(${[...TOKEN_PARAMETERS].join('|')})=[^&#\s]*`, 'gi');

function hideTokens(text: string): string {
  return text.replaceAll(TOKEN_PAIRS, '$1=…');
}

function hideTokensIn<Reading extends { received?: string; signed?: string }>(reading: Reading): Reading {
  return {
    ...reading,
    ...(reading.received !== undefined && { received: hideTokens(reading.received) }),
    ...(reading.signed !== undefined && { signed: hideTokens(reading.signed) }),
  };
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
