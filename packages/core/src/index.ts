export { CONTEXT_QSH, decodeHostToken, hasAudience, readHostClaims, readHostContext } from './host/decode.ts';
export type {
  DecodedHostToken,
  HostClaims,
  HostContext,
  HostEntity,
  LifecycleClaims,
} from './host/decode.ts';
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
export type { BoundRequest } from './qsh/hash.ts';
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

export { FORGE_ENVIRONMENTS } from './forge/invocation.ts';
export type { ForgeEnvironment, InvocationClaims } from './forge/invocation.ts';
export { verifyInvocationToken } from './forge/verify-invocation.ts';
export type {
  FindInvocationKey,
  VerifiedInvocation,
  VerifyInvocationOptions,
} from './forge/verify-invocation.ts';
export { mintInvocationToken } from './forge/mint-invocation.ts';
export type { InvocationKeyPair, MintInvocationOptions } from './forge/mint-invocation.ts';

export {
  buildExchangeForm,
  buildRecoveryForm,
  CREDENTIAL_PARAMETERS,
  DEFAULT_MOUNT,
  DOCS_URL,
  ENDPOINT_PATHS,
  EXCHANGE_FIELDS,
  EXCHANGE_GRANT_TYPE,
  EXCHANGE_TOKEN_TYPES,
  FORM_MEDIA_TYPE,
  FRAME_PARAMETERS,
  HOST_TOKEN_PARAMETER,
  HOST_URL_PARAMETER,
  NONCE_HEADER,
  OWN_TOKEN_TYPES,
  PROOF_HEADER,
  readExchangeRequest,
  RECOVERY_FIELDS,
  REFUSAL_CODES,
  SESSION_HEADER,
  TICKET_FIELDS,
  TICKET_PARAMETER,
  UPSTREAM_CLAIM,
} from './protocol.ts';
export type { ExchangeRequest, FormFields, FrameParameter, RefusalCode } from './protocol.ts';

export { decodeToken, MAX_TOKEN_LENGTH } from './jwt/decode.ts';
export type { Algorithm, DecodedToken, DecodeOptions, TokenHeader } from './jwt/decode.ts';
export { signHs256, verifyHs256 } from './jwt/hs256.ts';
export { signRs256, verifyRs256 } from './jwt/rs256.ts';
export type { ClaimSet, HmacKey, SignOptions } from './jwt/hs256.ts';
export { MIN_HMAC_KEY_LENGTH } from './jwt/key-length.ts';
export { checkLifetime, hasExpired } from './jwt/lifetime.ts';
export type { Clock, LifetimeOptions } from './jwt/lifetime.ts';

export { verifyProof } from './proof/verify.ts';
export type { VerifiedProof, VerifyProofOptions } from './proof/verify.ts';

export { canonicalRequest } from './qsh/canonical-request.ts';
export type { SignedRequest } from './qsh/canonical-request.ts';
export { matchesQueryStringHash, queryStringHash } from './qsh/hash.ts';

export { LIFECYCLE_EVENTS, parseDescriptor } from './descriptor/parse.ts';
export type { Descriptor, LifecycleEvent } from './descriptor/parse.ts';
export { listDeclaredUrls } from './descriptor/declared-urls.ts';
export type { DeclaredUrl } from './descriptor/declared-urls.ts';
export { listModules } from './descriptor/modules.ts';
export type { Module } from './descriptor/modules.ts';

export { findFramingProblems } from './framing-policy.ts';
export type { FramingNeeds } from './framing-policy.ts';

export { escapeHtml } from './internal/html.ts';
export { isRecord, parseJson } from './internal/json.ts';
export { boundUrl } from './qsh/bound-url.ts';
export { readBounded } from './read-bounded.ts';
export type { BoundedBody } from './read-bounded.ts';

export { AuthbeatError, DescriptorError, TokenError } from './errors.ts';
export type { TokenErrorCode, TokenErrorData } from './errors.ts';
