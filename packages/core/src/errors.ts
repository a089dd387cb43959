/** What is wrong with a token. Stable: code may switch on it. */
export type TokenErrorCode =
  | 'token_malformed'
  | 'token_too_large'
  | 'token_header_refused'
  | 'token_algorithm_refused'
  | 'token_signature_invalid'
  | 'token_key_unknown'
  | 'token_key_unusable'
  | 'token_claim_invalid'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'token_url_mismatch';

const TOKEN_SENTENCES: Record<TokenErrorCode, string> = {
  token_malformed: 'The token is not a well-formed compact JWS.',
  token_too_large: 'The token is larger than is accepted here.',
  token_header_refused: 'The token carries a header parameter that is not accepted.',
  token_algorithm_refused: 'The token is signed with an algorithm that is not accepted here.',
  token_signature_invalid: 'The token is not signed by a key that is accepted here.',
  token_key_unknown: 'The token names a key (kid) that no configured key server has.',
  token_key_unusable: 'A key that was passed to verify the token is too short or of the wrong kind.',
  token_claim_invalid: 'A claim that is required here is missing or has the wrong form.',
  token_expired: 'The token has expired.',
  token_not_yet_valid: 'The token was issued in the future or is not valid yet.',
  token_url_mismatch: 'The token was issued for another request.',
};

/** Which part of a token an error is about. Names only, never values. */
export interface TokenErrorData {
  /** The claim or header parameter concerned. */
  readonly name?: string;
}

/** Every error that Authbeat throws: a stable `code`, one sentence, and data that holds no secret. */
export abstract class AuthbeatError<Code extends string = string> extends Error {
  /** Whether `stack` has a trace. To trace it takes longer than to refuse most tokens. */
  static readonly isTraced: boolean = true;
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    const { stackTraceLimit } = Error;
    if (!new.target.isTraced) Reflect.set(Error, 'stackTraceLimit', 0);
    super(message, options);
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
    this.code = code;
    this.name = new.target.name;
  }
}

/** A token is not acceptable. The message never contains any part of the token. There is no stack trace. */
export class TokenError extends AuthbeatError<TokenErrorCode> {
  /** What is wrong with a token is no bug of the caller. */
  static override readonly isTraced = false;
  readonly data: TokenErrorData;

  constructor(code: TokenErrorCode, data: TokenErrorData = {}) {
    super(code, TOKEN_SENTENCES[code]);
    this.data = data;
  }
}

/** A descriptor cannot be used. `problems` lists every mistake, with its place. */
export class DescriptorError extends AuthbeatError<'descriptor_invalid'> {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('descriptor_invalid', `The descriptor cannot be used: ${problems.join('; ')}.`);
    this.problems = problems;
  }
}
