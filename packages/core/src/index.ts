export { decodeHostToken } from './host/decode.ts';
export type { DecodedHostToken } from './host/decode.ts';
export { verifyHostToken } from './host/verify.ts';
export type {
  HostTokenKind,
  VerifiedHostToken,
  VerifyBoundOptions,
  VerifyContextOptions,
  VerifyHostTokenOptions,
} from './host/verify.ts';
export { verifyLifecycleToken } from './host/verify-lifecycle.ts';
export type {
  FindInstallKey,
  VerifiedLifecycleToken,
  VerifyLifecycleOptions,
} from './host/verify-lifecycle.ts';
export type { BoundRequest } from './host/request.ts';
export { mintHostToken, mintLifecycleToken } from './host/mint.ts';
export type {
  InstallKeyPair,
  MintContextOptions,
  MintHostTokenOptions,
  MintIframeOptions,
  MintLifecycleOptions,
  MintWebhookOptions,
} from './host/mint.ts';
export { appendFrameParameters, appendHostToken, buildFrameUrl, fillModuleUrl } from './host/frame-url.ts';
export type { FrameOptions, FrameUrlOptions, ModuleUrlOptions } from './host/frame-url.ts';
export { buildLifecycleBody } from './host/lifecycle-body.ts';
export type { LifecycleBodyOptions } from './host/lifecycle-body.ts';
export { CONTEXT_QSH, hasAudience, readHostClaims } from './host/claims.ts';
export type { HostClaims, LifecycleClaims } from './host/claims.ts';
export { readHostContext } from './host/context.ts';
export type { HostContext, HostEntity } from './host/context.ts';

export { DEFAULT_MOUNT, ENDPOINT_PATHS } from './protocol/paths.ts';
export {
  HOST_TOKEN_PARAMETER,
  NONCE_HEADER,
  PROOF_HEADER,
  SESSION_HEADER,
  TICKET_PARAMETER,
} from './protocol/parameters.ts';
export { EXCHANGE_TOKEN_TYPES, OWN_TOKEN_TYPES } from './protocol/token-types.ts';
export {
  buildExchangeForm,
  buildRecoveryForm,
  EXCHANGE_FIELDS,
  EXCHANGE_GRANT_TYPE,
  FORM_MEDIA_TYPE,
  readExchangeRequest,
  RECOVERY_FIELDS,
  TICKET_FIELDS,
} from './protocol/requests.ts';
export type { ExchangeRequest, FormFields } from './protocol/requests.ts';
export { REFUSAL_CODES } from './protocol/refusals.ts';
export type { RefusalCode } from './protocol/refusals.ts';

export { decodeToken, MAX_TOKEN_LENGTH } from './jwt/decode.ts';
export type { Algorithm, DecodedToken, TokenHeader } from './jwt/decode.ts';
export { signHs256, signRs256 } from './jwt/sign.ts';
export type { ClaimSet, SignOptions } from './jwt/sign.ts';
export { MIN_HMAC_KEY_LENGTH } from './jwt/key-length.ts';
export type { HmacKey } from './jwt/hmac.ts';
export { verifyHs256, verifyRs256 } from './jwt/verify.ts';
export { checkLifetime, hasExpired } from './jwt/lifetime.ts';
export type { LifetimeOptions } from './jwt/lifetime.ts';

export { verifyProof } from './proof/verify.ts';
export type { VerifiedProof, VerifyProofOptions } from './proof/verify.ts';

export { canonicalRequest } from './qsh/canonical-request.ts';
export type { SignedRequest } from './qsh/canonical-request.ts';
export { matchesQueryStringHash, queryStringHash } from './qsh/hash.ts';

export { LIFECYCLE_EVENTS, parseDescriptor } from './descriptor/parse.ts';
export type { Descriptor, LifecycleEvent } from './descriptor/parse.ts';
export { listModules } from './descriptor/modules.ts';
export type { Module } from './descriptor/modules.ts';

export { isRecord } from './records.ts';
export { normalizePath } from './internal/normalize-path.ts';
export { readBounded } from './read-bounded.ts';
export type { BoundedBody } from './read-bounded.ts';
export type { Clock } from './clock.ts';

export { AuthbeatError, DescriptorError, TokenError } from './errors.ts';
export type { TokenErrorCode, TokenErrorData } from './errors.ts';
