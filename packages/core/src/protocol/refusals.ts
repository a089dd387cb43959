/** Why a request is refused, as the `code` of the response. @see docs/protocol.md, "Refusals" */
export const REFUSAL_CODES = [
  'session_missing',
  'session_expired',
  'session_invalid',
  'session_revoked',
  'host_proof_required',
  'proof_invalid',
  'proof_nonce_required',
  'host_token_expired',
  'host_token_invalid',
  'recovery_refused',
  'ticket_invalid',
  'request_malformed',
  'request_too_large',
  'media_type_unsupported',
  'method_not_allowed',
  'unavailable',
] as const;

/** A stable code: clients switch on it. */
export type RefusalCode = (typeof REFUSAL_CODES)[number];
