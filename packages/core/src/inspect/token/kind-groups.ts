import type { TokenKind } from './kind.ts';

/** A host issues these; their issuer is the clientKey of a tenant. */
export const HOST_KINDS: ReadonlySet<TokenKind> = new Set(['iframe', 'context', 'webhook', 'lifecycle']);
/** An app on Authbeat signs these with its session keys. */
export const APP_KINDS: ReadonlySet<TokenKind> = new Set(['session', 'page-ticket', 'resource-ticket']);
/** Sent as `Authorization: JWT …`. */
export const JWT_SCHEME_KINDS: ReadonlySet<TokenKind> = new Set([
  ...HOST_KINDS,
  'app-to-host',
  'framework-session',
]);
/** Sent as `Authorization: Bearer …`. */
export const BEARER_SCHEME_KINDS: ReadonlySet<TokenKind> = new Set(['session', 'invocation', 'oauth']);
