import {
  buildExchangeForm,
  decodeToken,
  DEFAULT_MOUNT,
  ENDPOINT_PATHS,
  FORM_MEDIA_TYPE,
  isRecord,
} from '@authbeat/core';
import { header, isHtml, isSuccess, mediaType, type Probe, type ProbeRequest } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { entryPointsOf } from '../surface/surface.ts';
import type { Tenant } from '../tenants/installer.ts';
import { mintContextToken } from '../tenants/mint.ts';
import type { CheckContext } from './context.ts';
import { elementsOf } from './html.ts';
import { withHeaderToken } from './requests.ts';
import { withGenuineToken } from './views.ts';

/** A session that an app has issued to a tenant's user. */
export interface Session {
  readonly token: string;
  /** The scheme of the `Authorization` header that carries it. */
  readonly scheme: 'Bearer' | 'JWT';
  /** The probe whose response brought it. */
  readonly probe: Probe;
}

/** Exchanges a context token for a session, as Authbeat's client does (docs/protocol.md). */
export async function exchangeSession(
  context: CheckContext,
  tenant: Tenant,
): Promise<{ readonly probe: Probe; readonly session: Session | undefined }> {
  const url = `${context.surface.descriptor.baseUrl}${DEFAULT_MOUNT}${ENDPOINT_PATHS.session}`;
  const body = buildExchangeForm(mintContextToken(tenant, context.now()));
  const headers = { 'content-type': FORM_MEDIA_TYPE };
  const probe = await context.send({ method: 'POST', url, headers, body, label: 'an exchange' });
  const token = jsonTokenOf(probe, ['access_token']);
  return { probe, session: token === undefined ? undefined : { token, scheme: 'Bearer', probe } };
}

/** The sessions that an app issues with its pages and APIs, wherever it puts them. */
export async function findIssuedSessions(context: CheckContext, tenant: Tenant): Promise<readonly Session[]> {
  const entryPoints = entryPointsOf(context.surface, 'page', 'api').filter(({ cacheable }) => !cacheable);
  const probes = await Promise.all(
    entryPoints.map(async (entryPoint) => context.send(withGenuineToken(context, entryPoint, tenant))),
  );
  return probes.flatMap((probe) => {
    const token = issuedTokenOf(probe);
    return token === undefined ? [] : [{ token, scheme: 'JWT' as const, probe }];
  });
}

const TOKEN_FIELDS = ['token', 'access_token', 'accessToken', 'jwt', 'sessionToken', 'session_token'];

/**
 * The session token in a response: in `X-acpt` (atlassian-connect-express), in a field of a JSON body (a
 * heartbeat), or in a `meta` element of a page (Atlassian Spring Boot).
 */
export function issuedTokenOf(probe: Probe): string | undefined {
  if (!isSuccess(probe)) return undefined;
  const inHeader = header(probe, 'x-acpt');
  if (inHeader !== '') return inHeader;
  if (!isHtml(probe)) return jsonTokenOf(probe, TOKEN_FIELDS);
  return elementsOf(probe.body)
    .filter(({ name, attributes }) => name === 'meta' && /token|jwt/i.test(attributes['name'] ?? ''))
    .map(({ attributes }) => attributes['content'] ?? '')
    .find((content) => decodeClaims(content) !== undefined);
}

/** The session token in one of the fields of a JSON response. */
export function jsonTokenOf(probe: Probe, fields: readonly string[]): string | undefined {
  if (!isSuccess(probe) || !/json/.test(mediaType(probe))) return undefined;
  try {
    const body: unknown = JSON.parse(probe.body);
    if (!isRecord(body)) return undefined;
    const values = fields.map((name) => body[name]);
    return values.find((value): value is string => typeof value === 'string' && value.length > 8);
  } catch {
    return undefined;
  }
}

/** The claims of a session token, unverified; `undefined` where it is opaque. */
export function decodeClaims(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return decodeToken(token).claims;
  } catch {
    return undefined;
  }
}

/**
 * A request as a user of the tenant makes it. On an API it carries a session where the app exchanges one, else a
 * context token.
 */
export async function genuineRequest(
  context: CheckContext,
  entryPoint: EntryPoint,
  tenant: Tenant,
): Promise<ProbeRequest> {
  if (entryPoint.role !== 'api') return withGenuineToken(context, entryPoint, tenant);
  const { session } = await exchangeSession(context, tenant);
  return session
    ? withSession(entryPoint, session, 'with a genuine session')
    : withGenuineToken(context, entryPoint, tenant);
}

/** The request of an entry point with a session. */
export function withSession(
  entryPoint: EntryPoint,
  { token, scheme }: Pick<Session, 'token' | 'scheme'>,
  label: string,
): ProbeRequest {
  return withHeaderToken(entryPoint, token, label, scheme);
}
