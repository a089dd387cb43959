import { isText } from '../values.ts';
import type { FailureKind, Failed } from './probe.ts';

const KINDS: readonly { kind: FailureKind; codes: RegExp; sentence: string }[] = [
  { kind: 'connection-refused', codes: /^ECONNREFUSED$/, sentence: 'Nothing listens at this address.' },
  {
    kind: 'name-not-found',
    codes: /^(ENOTFOUND|EAI_)/,
    sentence: 'The name of the host cannot be resolved.',
  },
  {
    kind: 'not-http',
    codes: /^HPE_|^HTTPParserError$|^UND_ERR_(RESPONSE|HEADERS_OVERFLOW)/,
    sentence: 'The response is not HTTP.',
  },
  {
    kind: 'tls',
    codes: /^(ERR_SSL|ERR_TLS|EPROTO|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO)/,
    sentence: 'The TLS handshake failed.',
  },
];

/** Says in one sentence, without the error's own words, why a request got no response. */
export function describeFailure(error: unknown, timeout: number): Pick<Failed, 'failure' | 'reason'> {
  const codes = causes(error).flatMap(({ code, name }) => [code, name].filter(isText));
  if (codes.some((code) => /TIMEOUT|ETIMEDOUT|^TimeoutError$/.test(code))) {
    return { failure: 'timeout', reason: `No complete response came within ${timeout} s.` };
  }
  const known = KINDS.find((entry) => codes.some((code) => entry.codes.test(code)));
  return known
    ? { failure: known.kind, reason: known.sentence }
    : { failure: 'connection-broken', reason: 'The connection broke before the response was complete.' };
}

interface CodedError {
  readonly name?: string;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/** The error, what caused it, and what it stands for (a connection tries several addresses). */
function causes(error: unknown, depth = 0): readonly CodedError[] {
  if (typeof error !== 'object' || error === null || depth > 4) return [];
  const coded = error as CodedError;
  return [coded, ...[coded.cause, ...(coded.errors ?? [])].flatMap((inner) => causes(inner, depth + 1))];
}
