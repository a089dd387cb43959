import { TokenError } from '../errors.ts';
import { readHostContext, type HostContext } from '../host/decode.ts';
import { isRecord } from '../internal/json.ts';

/** The `iss` of every Forge invocation token. */
export const INVOCATION_ISSUER = 'forge/invocation-token';

/** The types of Forge environments. */
export const FORGE_ENVIRONMENTS = ['production', 'staging', 'development'] as const;
export type ForgeEnvironment = (typeof FORGE_ENVIRONMENTS)[number];

/** What a Forge invocation token says. */
export interface InvocationClaims {
  /** The app's ARI, such as `ari:cloud:ecosystem::app/0c1…`. */
  readonly appId: string;
  /** The installation's ARI: each site and each environment of the app has one of its own. */
  readonly installationId: string;
  readonly environment: { readonly type: ForgeEnvironment; readonly id?: string };
  /** The key of the module in the manifest. */
  readonly moduleKey?: string;
  /** The account id of the user; absent for anonymous users, events and functions. */
  readonly accountId?: string;
  readonly cloudId?: string;
  /** Where the product's REST API is, for tokens that the invocation brings. */
  readonly apiBaseUrl?: string;
  /** Where the module stands in the product. Its known parts only, as in the context of a Connect app. */
  readonly context: HostContext;
  /** The `context` claim as it came; `undefined` without one. */
  readonly signedContext: unknown;
  /**
   * Whether the site has a license. Only `invokeRemote` of a paid app in production says so: its absence does not
   * mean that there is none.
   */
  readonly license?: { readonly active: boolean };
  /** Seconds since the epoch. */
  readonly iat: number;
  /** Seconds since the epoch. */
  readonly exp: number;
  /** The bridge sends one token many times, so it is no proof of a single use. */
  readonly tokenId?: string;
}

/** An identifier that Forge assigns, short enough to be a store's key. */
const MAX_NAME_LENGTH = 255;

/**
 * Reads the claims of a Forge invocation token. It checks their form and the issuer, not the signature and not whose
 * app it is for: see {@link verifyInvocationToken}.
 *
 * @throws {TokenError} `token_claim_invalid`, with the claim's name in `data`
 */
export function readInvocationClaims(claims: Readonly<Record<string, unknown>>): InvocationClaims {
  const { iss, aud, iat, exp, nbf, jti, app, principal, context } = claims;
  if (iss !== INVOCATION_ISSUER) throw invalid('iss');
  if (typeof iat !== 'number') throw invalid('iat');
  if (typeof nbf !== 'number') throw invalid('nbf');
  if (typeof exp !== 'number') throw invalid('exp');
  // Tokens of isolated clouds are signed for another cloud of Atlassian's.
  if (Object.hasOwn(claims, 'icLabel')) throw invalid('icLabel');
  if (!isRecord(app)) throw invalid('app');
  const appId = requireName(app['id'], 'app.id');
  if (aud !== appId && !(Array.isArray(aud) && aud.length === 1 && aud[0] === appId)) throw invalid('aud');
  const site = isRecord(context) ? context : {};
  return {
    appId,
    installationId: readInstallation(app),
    environment: readEnvironment(app['environment']),
    ...optionalName(
      'moduleKey',
      isRecord(app['module']) ? app['module']['key'] : undefined,
      'app.module.key',
    ),
    ...optionalName('accountId', principal, 'principal'),
    ...optionalName('cloudId', site['cloudId'], 'context.cloudId'),
    ...optionalName('apiBaseUrl', app['apiBaseUrl'], 'app.apiBaseUrl'),
    context: readForgeContext(site['extension']),
    signedContext: context,
    ...readLicense(app['license']),
    iat,
    exp,
    ...optionalName('tokenId', jti, 'jti'),
  };
}

/** Both spellings name one installation, or the token is not a genuine one. */
function readInstallation(app: Readonly<Record<string, unknown>>): string {
  const { installationId, installation } = app;
  const name = requireName(installationId, 'app.installationId');
  if (isRecord(installation) && installation['id'] !== undefined && installation['id'] !== name)
    throw invalid('app.installation.id');
  return name;
}

function readEnvironment(environment: unknown): InvocationClaims['environment'] {
  const { type, id } = isRecord(environment) ? environment : {};
  const known = FORGE_ENVIRONMENTS.find((each) => typeof type === 'string' && each === type.toLowerCase());
  if (known === undefined) throw invalid('app.environment.type');
  return { type: known, ...optionalName('id', id, 'app.environment.id') };
}

function readLicense(license: unknown): Pick<InvocationClaims, 'license'> {
  const { isActive, active = isActive } = isRecord(license) ? license : {};
  return typeof active === 'boolean' ? { license: { active } } : {};
}

/** A module's `extension` names the entities that Connect names one level below its product. */
function readForgeContext(extension: unknown): HostContext {
  return readHostContext({ jira: extension, confluence: extension });
}

function requireName(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '' || value.length > MAX_NAME_LENGTH) throw invalid(name);
  return value;
}

function optionalName<Key extends string>(
  key: Key,
  value: unknown,
  name: string,
): Partial<Record<Key, string>> {
  if (value === undefined || value === null) return {};
  return { [key]: requireName(value, name) } as Record<Key, string>;
}

function invalid(name: string): TokenError {
  return new TokenError('token_claim_invalid', { name });
}
