import { AuthbeatError, type RefusalCode } from '@authbeat/core';

/** Options of `createAuthbeat` cannot be used. `problems` lists every mistake, each naming its option. */
export class ConfigurationError extends AuthbeatError<'configuration_invalid'> {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('configuration_invalid', `Authbeat cannot start: ${problems.join('; ')}.`);
    this.problems = problems;
  }
}

interface RefusalKind {
  readonly status: number;
  /** Of RFC 6749, section 5.2, RFC 6750, section 3.1, or RFC 8693, section 2.2.2. */
  readonly error: string;
  readonly sentence: string;
}

const INVALID_TOKEN = { status: 401, error: 'invalid_token' };

const REFUSALS: Readonly<Record<RefusalCode, RefusalKind>> = {
  session_missing: { ...INVALID_TOKEN, sentence: 'No session token came with the request.' },
  session_expired: { ...INVALID_TOKEN, sentence: 'The session has expired.' },
  session_invalid: { ...INVALID_TOKEN, sentence: 'This is not a session token of this app.' },
  session_revoked: { ...INVALID_TOKEN, sentence: 'The session has been ended.' },
  host_proof_required: { ...INVALID_TOKEN, sentence: 'The host has to vouch for this session again.' },
  host_token_expired: { ...INVALID_TOKEN, sentence: 'The host token has expired.' },
  host_token_invalid: { ...INVALID_TOKEN, sentence: 'This is not a host token that is accepted here.' },
  recovery_refused: { ...INVALID_TOKEN, sentence: 'This page cannot be recovered.' },
  ticket_invalid: { ...INVALID_TOKEN, sentence: 'The ticket is spent, expired, or for another URL.' },
  request_malformed: {
    status: 400,
    error: 'invalid_request',
    sentence: 'The request does not have the form that is expected here.',
  },
  request_too_large: { status: 413, error: 'invalid_request', sentence: 'The request body is too large.' },
  media_type_unsupported: {
    status: 415,
    error: 'invalid_request',
    sentence: 'The media type of the request body is not accepted here.',
  },
  method_not_allowed: {
    status: 405,
    error: 'invalid_request',
    sentence: 'The method is not allowed here.',
  },
  unavailable: {
    status: 503,
    error: 'temporarily_unavailable',
    sentence: 'A part that is needed cannot be reached right now.',
  },
};

/** A request is not admitted. Thrown inside, answered at the border. */
export class Refusal extends AuthbeatError<RefusalCode> {
  readonly status: number;
  /** The OAuth error code. */
  readonly error: string;
  /** Headers that belong to this refusal, such as `Allow`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: RefusalCode,
    {
      headers = {},
      error,
      ...options
    }: ErrorOptions & { headers?: Readonly<Record<string, string>>; error?: string } = {},
  ) {
    const kind = REFUSALS[code];
    super(code, kind.sentence, options);
    this.status = kind.status;
    this.error = error ?? kind.error;
    this.headers = headers;
  }
}
