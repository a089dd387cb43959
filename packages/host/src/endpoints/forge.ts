import { AuthbeatError, isRecord } from '@authbeat/core';
import { ForgeError } from '../errors.ts';
import type { ForgeInstallation } from '../forge/forge-installation.ts';
import { describePlace } from '../forge/invocation-context.ts';
import { json, refusal, type HostResponse } from '../http/response.ts';
import type { RequestFields, SiteRequest } from '../site/site-request.ts';

type ForgeEndpoint = (
  request: SiteRequest,
  installation: ForgeInstallation,
  fields: RequestFields,
) => HostResponse | Promise<HostResponse>;

/** What the pages of a site call for a Forge app, by path. */
export const FORGE_ENDPOINTS: ReadonlyMap<
  string,
  (request: SiteRequest, fields: RequestFields) => Promise<HostResponse>
> = new Map(
  Object.entries<ForgeEndpoint>({
    '/host/forge/context': describeContext,
    '/host/forge/token': issueToken,
    '/host/forge/invoke': invokeRemote,
    '/host/forge/report': recordReport,
  }).map(([path, endpoint]) => [path, async (request, fields) => forInstallation(endpoint, request, fields)]),
);

async function forInstallation(
  endpoint: ForgeEndpoint,
  request: SiteRequest,
  fields: RequestFields,
): Promise<HostResponse> {
  const installation = request.site.forgeInstallation(String(fields['app']));
  if (!installation) return refusal(404, 'app_unknown', 'No such Forge app is installed.');
  try {
    return await endpoint(request, installation, fields);
  } catch (error) {
    if (error instanceof AuthbeatError) return refusal(400, String(error.code), error.message);
    throw error;
  }
}

/** Serves `view.getContext()`. It is not signed: apps must not authorise by it. */
function describeContext(
  { site }: SiteRequest,
  installation: ForgeInstallation,
  fields: RequestFields,
): HostResponse {
  const context = describePlace(installation, placeOf(installation, fields));
  return json({
    ...context,
    ...(site.signedIn && { accountId: site.signedIn.accountId }),
    locale: 'en-US',
    timezone: 'UTC',
    ...(installation.manifest.licensed && { license: { active: true, isEvaluation: false } }),
  });
}

/** Gives out the token that `requestRemote()` sends, and the address of the remote. */
async function issueToken(
  { runtime, site }: SiteRequest,
  installation: ForgeInstallation,
  fields: RequestFields,
): Promise<HostResponse> {
  const place = placeOf(installation, fields);
  const url = installation.remoteUrl(String(fields['remote']));
  const issued = await installation.tokens.issue(place);
  const title = installation.module(place.moduleKey).title;
  const words =
    issued.kind === 'rejected'
      ? `no invocation token. ${issued.reason}`
      : issued.reused
        ? 'the same invocation token again.'
        : `a new invocation token of ${runtime.tokenLifetimes.invocation} s.`;
  runtime.timeline.record({
    kind: 'token',
    site: site.name,
    sentence: `${title}: ${words}`,
    data: {
      token: 'invocation',
      module: place.moduleKey,
      outcome: issued.kind === 'rejected' ? 'rejected' : issued.reused ? 'reused' : 'new',
    },
  });
  return json({ ...issued, url });
}

/** Serves `invokeRemote()`. A response of the remote that is not 2xx is an `error`, which the bridge unpacks as well. */
async function invokeRemote(
  { runtime, site }: SiteRequest,
  installation: ForgeInstallation,
  fields: RequestFields,
): Promise<HostResponse> {
  const { path, method = 'GET', headers, body } = fields;
  const place = placeOf(installation, fields);
  const {
    status,
    headers: received,
    body: text,
  } = await installation.invokeRemote({
    ...place,
    path: String(path),
    method: String(method),
    headers: readHeaders(headers),
    ...(body !== undefined && { body }),
  });
  recordRequest(runtime.timeline, site.name, {
    call: 'invokeRemote',
    module: place.moduleKey,
    method: String(method),
    path: String(path),
    status,
  });
  const response = { status, headers: received, body: parseBody(text) };
  return json(status < 400 ? { success: true, payload: response } : { success: false, error: response });
}

/** Forge's proxy passes JSON only. */
function parseBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ForgeError(
      'remote_silent',
      'The response of the remote is not JSON, which `invokeRemote` needs.',
    );
  }
}

/** Records what a page reports: a request that it made, or a command that is not simulated. */
function recordReport(
  { runtime, site }: SiteRequest,
  installation: ForgeInstallation,
  fields: RequestFields,
): HostResponse {
  const { event, name, method, path, status } = fields;
  const { moduleKey } = placeOf(installation, fields);
  if (event === 'requested')
    recordRequest(runtime.timeline, site.name, {
      call: 'requestRemote',
      module: moduleKey,
      method: String(method),
      path: String(path),
      status: Number(status),
    });
  else
    runtime.timeline.record({
      kind: 'bridge',
      site: site.name,
      sentence: `${installation.module(moduleKey).title}: "${String(name).slice(0, 80)}" is not simulated.`,
      data: { call: String(name).slice(0, 80), module: moduleKey, outcome: 'rejected' },
    });
  return json({});
}

interface RemoteCall {
  readonly call: 'requestRemote' | 'invokeRemote';
  readonly module: string;
  readonly method: string;
  readonly path: string;
  /** 0 without a response that the page can read. */
  readonly status: number;
}

function recordRequest(
  timeline: SiteRequest['runtime']['timeline'],
  site: string,
  request: RemoteCall,
): void {
  const { call, method, status } = request;
  // Without its query, which may hold personal data.
  const path = request.path.split('?')[0]?.slice(0, 200) ?? '';
  timeline.record({
    kind: 'remote',
    site,
    sentence: `${call}: ${method} ${path}: ${status === 0 ? 'no response that the page can read' : status}.`,
    data: { ...request, path },
  });
}

/** @throws {ForgeError} `module_unknown` */
function placeOf(
  installation: ForgeInstallation,
  { module, issue }: RequestFields,
): { readonly moduleKey: string; readonly issue?: string } {
  const { key } = installation.module(String(module));
  return { moduleKey: key, ...(typeof issue === 'string' && { issue }) };
}

function readHeaders(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
