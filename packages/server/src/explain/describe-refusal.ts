import { AuthbeatError, TokenError, type TokenErrorCode } from '@authbeat/core';
import type { InspectedRequest } from '@authbeat/core/inspect';
import { TenantError, type Refusal } from '../errors.ts';
import type { Door } from '../signals/events.ts';
import type { Findings, Reason } from './find-causes.ts';

/** What an explanation says, and where to read on. */
interface Explanation extends Reason {
  /** The path of the page in the documentation. */
  readonly page: string;
  /** Other things that are wrong. */
  readonly others: readonly string[];
}

/** Which causes lead to which error: a request may have several, and the server stops at the first that it meets. */
const CAUSES_OF: Readonly<Record<TokenErrorCode, RegExp>> = {
  token_malformed: /^(token-|signature-encoding)/,
  token_too_large: /^token-too-large/,
  token_header_refused: /^(header|type|key-id)-/,
  token_algorithm_refused: /^(algorithm-|install-not-signed)/,
  token_signature_invalid: /^(issuer-unknown|secret-|signature-)/,
  token_key_unknown: /^key-/,
  token_key_unusable: /^(secret-too-short|key-)/,
  token_claim_invalid: /^(claim|time|expiry|lifetime|qsh|context-token|url-token|wrong-door)/,
  token_expired: /^(token-expired|clock)/,
  token_not_yet_valid: /^(clock|time)/,
  token_url_mismatch: /^(?!issuer|secret|signature|key|token-expired|clock)/,
};

/** More precise than the inspector, which does not know this server. */
const HELP: Readonly<Record<string, string>> = {
  'audience-mismatch':
    'Set `baseUrl` to that of the descriptor. Under `authbeat dev`, add ...fromEnvironment() to the options.',
  'qsh-unexplained':
    'Compare it with the URL in the descriptor: a proxy or a router may have changed the path or the query.',
};

const MAX_PATH = 120;

/** A refused request, for the app's developer. Holds no token. */
export interface RefusalDescription {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly door: Door;
  /** A cause of the inspector, or the code of the refusal. */
  readonly cause: string;
  readonly message: string;
  /** What to do; empty where nothing is known. */
  readonly help: string;
  /** The address of the page to read. */
  readonly docs: string;
  /** Other causes. */
  readonly others: readonly string[];
}

/** Describes a refused request: the door, what is wrong, what to do, and the page to read. */
export function describeRefusal(
  door: Door,
  { method = '', url }: InspectedRequest,
  refusal: Refusal,
  findings: Findings,
  docsUrl: string,
): RefusalDescription {
  const { id, message, help, page, others } = explain(door, method, refusal, findings);
  const [path = ''] = url.split('?');
  return {
    method,
    path: path.slice(0, MAX_PATH),
    status: refusal.status,
    door,
    cause: id,
    message,
    help,
    docs: `${docsUrl}/${page}/`,
    others,
  };
}

/** A description in one line. */
export function formatDescription(description: RefusalDescription): string {
  const { method, path, status, door, cause, message, help, docs, others } = description;
  return [
    `${method} ${path} ${status} at the door "${door}": ${message}`,
    help,
    `See ${docs}`,
    others.length > 0 ? `(${cause}; also ${others.join(', ')})` : `(${cause})`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** Does the explanation of a refusal depend on the token of the request? */
export function needsFindings({ hint, cause, status }: Refusal): boolean {
  if (hint !== undefined || (status !== 401 && status !== 400)) return false;
  return !(cause instanceof AuthbeatError) || cause instanceof TokenError || cause instanceof TenantError;
}

function explain(door: Door, method: string, refusal: Refusal, findings: Findings): Explanation {
  const { code, cause, hint, status, message } = refusal;
  const plain = { id: code, page: `refusals/${code}`, help: '', others: [] };
  if (hint !== undefined) return { ...plain, message: hint };
  if (cause instanceof AuthbeatError && !needsFindings(refusal))
    return { ...plain, message: cause.message, page: `errors/${cause.code}` };
  // Messages of other libraries' errors may hold addresses and passwords.
  if (status === 503) return { ...plain, message: `${message} The error is ${nameOf(cause)}.` };
  return explainToken(door, method, refusal, findings) ?? { ...plain, message };
}

function explainToken(
  door: Door,
  method: string,
  refusal: Refusal,
  findings: Findings,
): Explanation | undefined {
  const { cause, code, status } = refusal;
  if (status === 400) return pick(findings, ({ id }) => id === 'token-twice');
  if (status !== 401 || code === 'session_missing') return undefined;
  if (cause instanceof TenantError) return pick(findings, ({ id }) => id === 'issuer-unknown');
  if (!(cause instanceof TokenError))
    return explainKind(door, method, findings) ?? pick(findings, () => true);
  if (cause.data.name === 'aud') return pick(findings, ({ id }) => id === 'audience-mismatch');
  // Only `api({ accept: ['context'] })` verifies a host token.
  const kind =
    cause.data.name === 'qsh'
      ? explainKind(door === 'api' ? 'api context' : door, method, findings)
      : undefined;
  return kind ?? pick(findings, ({ id }) => CAUSES_OF[cause.code].test(id)) ?? pick(findings, () => true);
}

/** Explains the first reason that fits. */
function pick({ reasons, token }: Findings, fits: (reason: Reason) => boolean): Explanation | undefined {
  const reason = reasons.find(fits);
  if (reason === undefined) return undefined;
  const isOfRequest = CAUSES_OF.token_url_mismatch.test(reason.id);
  return {
    ...reason,
    message: reason.message + (isOfRequest ? differenceOf(token) : ''),
    help: HELP[reason.id] ?? reason.help,
    page: `causes/${reason.id}`,
    others: [...new Set(reasons.map(({ id }) => id))].filter((id) => id !== reason.id),
  };
}

/** The canonical requests that the token was made for, where it is known, and that came. */
function differenceOf(token: Findings['token']): string {
  const { status, received, signed } = token?.binding ?? {};
  if (status !== 'differs' || received === undefined) return '';
  return signed === undefined
    ? ` "${received}" came.`
    : ` The host signed "${signed}", and "${received}" came.`;
}

/** The token is of a kind that another door takes. */
function explainKind(
  door: Door | 'api context',
  method: string,
  { token }: Findings,
): Explanation | undefined {
  const name = door === 'api' ? (method === 'GET' ? 'api read' : 'api write') : door;
  const reading = token?.doors.find((candidate) => candidate.door === name);
  if (token === undefined || reading?.result !== 'refuses' || !reading.reason.startsWith('takes'))
    return undefined;
  const message = `The token is of the kind "${token.kind.kind}", and this door ${reading.reason}.`;
  const help = 'Present each token at its own door.';
  return { id: 'wrong-door', message, help, page: 'causes/wrong-door', others: [] };
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? `${error.name} ${code}` : error.name;
}
