/** How a value is written in an environment variable. In the file it is JSON of the same meaning. */
export type FieldKind = 'text' | 'number' | 'boolean' | 'list' | 'json';

/** The options that `createGateway` takes by these names. */
export const GATEWAY_FIELDS = {
  upstream: 'text',
  descriptor: 'text',
  apis: 'json',
  pages: 'list',
  public: 'list',
  pageIdentity: 'text',
  inject: 'boolean',
  unknown: 'text',
  qshOrder: 'text',
  trustForwarded: 'boolean',
  upstreamTimeout: 'number',
  audience: 'text',
  descriptorRefresh: 'number',
} as const satisfies Record<string, FieldKind>;

/** The options of the server that a configuration may set. */
export const SERVER_FIELDS = {
  mount: 'text',
  installKeyServers: 'list',
  bridgeUrl: 'text',
  sessionLifetime: 'number',
  hostProofMaxAge: 'number',
  ticketLifetime: 'number',
  recovery: 'boolean',
  transport: 'text',
  senderConstrained: 'text',
  leeway: 'number',
  previousSecretLifetime: 'number',
  staleWhileError: 'number',
} as const satisfies Record<string, FieldKind>;

/** How the process listens and ends. */
export const PROCESS_FIELDS = {
  host: 'text',
  port: 'number',
  healthPath: 'text',
  readyPath: 'text',
  drainTimeout: 'number',
} as const satisfies Record<string, FieldKind>;

export const FIELDS: Readonly<Record<string, FieldKind>> = {
  ...GATEWAY_FIELDS,
  ...SERVER_FIELDS,
  ...PROCESS_FIELDS,
};

/** What stands in the environment only. */
export const SECRETS = {
  sessionKeys: 'AUTHBEAT_SESSION_KEYS',
  encryptionKeys: 'AUTHBEAT_ENCRYPTION_KEYS',
  store: 'AUTHBEAT_STORE',
  assertionKey: 'AUTHBEAT_ASSERTION_KEY',
  upstreamSecret: 'AUTHBEAT_UPSTREAM_SECRET',
} as const;

/** The environment variable of an option: `upstreamTimeout` is `AUTHBEAT_GATEWAY_UPSTREAM_TIMEOUT`. */
export function variableOf(name: string): string {
  return `AUTHBEAT_GATEWAY_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}
