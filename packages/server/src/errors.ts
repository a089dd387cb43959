import { AuthbeatError, type RefusalCode } from '@authbeat/core';

/** The options of `createAuthbeat`, a guard or an adapter are invalid. `problems` lists every mistake, with the option's name. */
export class ConfigurationError extends AuthbeatError<'configuration_invalid'> {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('configuration_invalid', `Authbeat cannot start: ${problems.join('; ')}.`);
    this.problems = problems;
  }
}

/** A method was called with an argument that is missing or not text. Nothing was changed. */
export class ArgumentError extends AuthbeatError<'argument_invalid'> {
  /** The name of the argument. */
  readonly argument: string;

  constructor(method: string, argument: string) {
    super('argument_invalid', `${method}() needs a text as \`${argument}\`. Nothing was changed.`);
    this.argument = argument;
  }
}

/** Why the tenant or the installation that a host token names is not admitted. */
export type TenantErrorCode =
  'tenant_unknown' | 'tenant_uninstalled' | 'installation_uninstalled' | 'installation_changed';

const TENANT_SENTENCES: Readonly<Record<TenantErrorCode, string>> = {
  tenant_unknown:
    'The store has no tenant with the clientKey that the token names. Install the app, or import the tenant.',
  tenant_uninstalled:
    'The tenant that the token names has uninstalled the app. Only an `installed` call admits it again.',
  installation_uninstalled:
    'The Forge installation that the token names was uninstalled after the token was issued.',
  installation_changed:
    'The token names a Forge installation in another site or environment than the tokens before it.',
};

/** A host token names a tenant or an installation that is not admitted. Only operators see it: the caller gets `host_token_invalid`. */
export class TenantError extends AuthbeatError<TenantErrorCode> {
  constructor(code: TenantErrorCode) {
    super(code, TENANT_SENTENCES[code]);
  }
}

/** Why an installation cannot be linked to a tenant. */
export type LinkErrorCode = 'link_tenant_unknown' | 'link_site_mismatch';

const LINK_SENTENCES: Readonly<Record<LinkErrorCode, string>> = {
  link_tenant_unknown:
    'The store has no tenant with this clientKey. Compare it with the list of tenants, or link with `force`.',
  link_site_mismatch:
    'The tenant and the installation are of different sites: their cloudIds differ. Compare both, or link with `force`.',
};

/** A Forge installation was not linked. Nothing was changed. */
export class LinkError extends AuthbeatError<LinkErrorCode> {
  constructor(code: LinkErrorCode) {
    super(code, LINK_SENTENCES[code]);
  }
}

/** A key server did not respond to the request for an install key, so an installation got 503. */
export class KeyServerError extends AuthbeatError<'key_server_unavailable'> {
  /** The key server, as the options name it. */
  readonly server: string;

  constructor(server: string, reason: string, options?: ErrorOptions) {
    super('key_server_unavailable', `The key server ${server} did not respond (${reason}).`, options);
    this.server = server;
  }
}

interface RefusalKind {
  readonly status: number;
  /** An error code of RFC 6749, section 5.2, RFC 6750, section 3.1, RFC 8693, section 2.2.2, or RFC 9449. */
  readonly error: string;
  readonly sentence: string;
}

const INVALID_TOKEN = { status: 401, error: 'invalid_token' };

const REFUSALS: Readonly<Record<RefusalCode, RefusalKind>> = {
  session_missing: {
    ...INVALID_TOKEN,
    sentence: 'The request has no session token. Exchange a context token for one.',
  },
  session_expired: {
    ...INVALID_TOKEN,
    sentence: 'The session has expired. Exchange a context token for a new one.',
  },
  session_invalid: {
    ...INVALID_TOKEN,
    sentence: 'This is not a session token of this app. Exchange a context token for one.',
  },
  session_revoked: {
    ...INVALID_TOKEN,
    sentence: 'The session was signed out or revoked. Exchange a new context token.',
  },
  host_proof_required: {
    ...INVALID_TOKEN,
    sentence: 'The last host proof is too old. Exchange a fresh context token.',
  },
  proof_invalid: {
    status: 401,
    error: 'invalid_dpop_proof',
    sentence: 'The DPoP proof is missing or not accepted for this request. Sign one for it.',
  },
  proof_nonce_required: {
    status: 401,
    error: 'use_dpop_nonce',
    sentence: 'The DPoP proof has no current nonce. Sign one with the nonce of this response.',
  },
  host_token_expired: {
    ...INVALID_TOKEN,
    sentence: 'The host token has expired. Get a fresh one from the host.',
  },
  host_token_invalid: {
    ...INVALID_TOKEN,
    sentence: 'The host token is missing or not accepted here. Get a fresh one from the host.',
  },
  recovery_refused: {
    ...INVALID_TOKEN,
    sentence: 'This page cannot be recovered. Reload the page of the host.',
  },
  ticket_invalid: {
    ...INVALID_TOKEN,
    sentence: 'The ticket is spent, expired or for another URL. Get a new one.',
  },
  request_malformed: {
    status: 400,
    error: 'invalid_request',
    sentence: 'The request is malformed. The documentation has its form.',
  },
  request_too_large: {
    status: 413,
    error: 'invalid_request',
    sentence: 'The request body is too large. Send at most 64 KB.',
  },
  media_type_unsupported: {
    status: 415,
    error: 'invalid_request',
    sentence: 'The media type is not accepted here. Send a form, or JSON in lifecycle calls.',
  },
  method_not_allowed: {
    status: 405,
    error: 'invalid_request',
    sentence: 'The method is not allowed here. The header Allow lists those that are.',
  },
  permission_missing: {
    status: 403,
    error: 'insufficient_scope',
    sentence:
      'The user lacks a permission of the host that this request needs. Ask an administrator of the site.',
  },
  too_many_requests: {
    status: 429,
    error: 'temporarily_unavailable',
    sentence: 'This account has sent too many requests. Try again after Retry-After seconds.',
  },
  unavailable: {
    status: 503,
    error: 'temporarily_unavailable',
    sentence: 'This part of the app is unavailable right now. Try again later.',
  },
};

/** What a refusal says besides its code. */
export interface RefusalOptions extends ErrorOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly error?: string;
  readonly foreign?: boolean;
  readonly hint?: string;
}

/** A request is refused. Doors catch this error and respond with its status, code and sentence. */
export class Refusal extends AuthbeatError<RefusalCode> {
  /** A refusal is the outcome of a request, not a bug. */
  static override readonly isTraced = false;
  readonly status: number;
  /** The OAuth error code. */
  readonly error: string;
  /** Headers that belong to this refusal, such as `Allow`. */
  readonly headers: Readonly<Record<string, string>>;
  /** No tenant of this server can have signed the request. Never part of a response: see `Verdict`. */
  readonly foreign: boolean;
  /** What is wrong, for the app's developer alone. It holds no token and no secret. */
  readonly hint: string | undefined;

  constructor(code: RefusalCode, given: RefusalOptions = {}) {
    const { headers = {}, error, foreign = false, hint } = given;
    const kind = REFUSALS[code];
    super(code, kind.sentence, given);
    this.status = kind.status;
    this.error = error ?? kind.error;
    this.headers = headers;
    this.foreign = foreign;
    this.hint = hint;
  }
}
