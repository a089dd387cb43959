export { decodeToken, MAX_TOKEN_LENGTH } from './jwt/decode.ts';
export type { Algorithm, DecodedToken, TokenHeader } from './jwt/decode.ts';
export { signHs256, signRs256 } from './jwt/sign.ts';
export type { ClaimSet, SignOptions } from './jwt/sign.ts';
export { MIN_HMAC_KEY_LENGTH } from './jwt/hmac.ts';
export type { HmacKey } from './jwt/hmac.ts';
export { verifyHs256, verifyRs256 } from './jwt/verify.ts';
export { checkLifetime, CONTEXT_QSH, hasAudience, readHostClaims } from './jwt/claims.ts';
export type {
  ContextClaims,
  HostClaims,
  IframeClaims,
  LifecycleClaims,
  LifetimeOptions,
  WebhookClaims,
} from './jwt/claims.ts';
export { readHostContext } from './jwt/context.ts';
export type { HostContext, HostEntity } from './jwt/context.ts';

export { canonicalRequest } from './qsh/canonical-request.ts';
export type { SignedRequest } from './qsh/canonical-request.ts';
export { matchesQueryStringHash, queryStringHash } from './qsh/hash.ts';

export { LIFECYCLE_EVENTS, parseDescriptor } from './descriptor/parse.ts';
export type { Descriptor, LifecycleEvent } from './descriptor/parse.ts';
export { listModules } from './descriptor/modules.ts';
export type { Module } from './descriptor/modules.ts';

export { AuthbeatError, DescriptorError, TokenError } from './errors.ts';
export type { TokenErrorCode, TokenErrorData } from './errors.ts';
