import type { IncomingMessage } from 'node:http';
import type { BoundRequest } from '@authbeat/core';
import { json, text, type HostResponse } from '../http/response.ts';
import type { SiteRequest } from '../site/site-request.ts';
import { identifyCaller, requireScope, type Caller } from './caller.ts';
import { CallRefusal, refusalResponse } from './refusal.ts';
import { readContent } from './read-content.ts';
import type { Resource, UploadedFile } from './resource.ts';
import { ATTACHMENT_RESOURCES } from './resources/attachments.ts';
import { CONTENT_PROPERTY_RESOURCES } from './resources/content-properties.ts';
import { CONTENT_RESOURCES } from './resources/content.ts';
import { ISSUE_RESOURCES } from './resources/issues.ts';
import { PERMISSION_RESOURCES } from './resources/permissions.ts';
import { PROPERTY_RESOURCES } from './resources/properties.ts';
import { SEARCH_RESOURCES } from './resources/search.ts';
import { USER_RESOURCES } from './resources/users.ts';

const RESOURCES: readonly Resource[] = [
  ...USER_RESOURCES,
  ...PROPERTY_RESOURCES,
  ...ISSUE_RESOURCES,
  ...SEARCH_RESOURCES,
  ...PERMISSION_RESOURCES,
  ...CONTENT_RESOURCES,
  ...CONTENT_PROPERTY_RESOURCES,
  ...ATTACHMENT_RESOURCES,
];

/** A call of the REST API, from an app's server or from one of its pages. */
export interface IncomingCall {
  /** Upper case. */
  readonly method: string;
  readonly url: URL;
  /** The value of its JSON; `undefined` without one. */
  readonly body: unknown;
  readonly files?: readonly UploadedFile[];
  /** The `content-type` of the body. */
  readonly mediaType: string | undefined;
}

export function isRestPath(path: string): boolean {
  return /^\/(?:wiki\/)?(?:rest|api)\//.test(path);
}

/** How the caller of the REST API is found out, by the `Authorization` header. Throws a `CallRefusal`. */
export type Identify = (
  authorization: string | undefined,
  request: BoundRequest,
  siteRequest: SiteRequest,
) => Caller | Promise<Caller>;

/** Serves a call of an app's server. Its token is verified. */
export async function serveCall(
  siteRequest: SiteRequest,
  request: IncomingMessage,
  identify: Identify = identifyCaller,
): Promise<HostResponse> {
  const { method = '', url = '', headers } = request;
  const { body, files } = await readContent(request);
  return respond(
    siteRequest,
    { method, url: siteRequest.url, body, files, mediaType: headers['content-type'] },
    async () => identify(headers.authorization, { method, url }, siteRequest),
  );
}

/**
 * Responds to a call, and records it in the timeline.
 *
 * @param identify throws a `CallRefusal` when it cannot tell who makes the call
 */
export async function respond(
  siteRequest: SiteRequest,
  call: IncomingCall,
  identify: () => Caller | Promise<Caller>,
): Promise<HostResponse> {
  let caller: Caller | undefined;
  try {
    caller = await identify();
    const response = find(siteRequest, call, caller);
    record(siteRequest, call, caller, response.status);
    return response;
  } catch (error) {
    if (!(error instanceof CallRefusal)) throw error;
    record(siteRequest, call, caller, error.status, error.message);
    return refusalResponse(error);
  }
}

/** @throws {CallRefusal} */
function find(
  siteRequest: SiteRequest,
  { method, url, body, files = [], mediaType }: IncomingCall,
  caller: Caller,
): HostResponse {
  const matching = RESOURCES.flatMap((resource) => {
    const match = resource.pattern.exec(url.pathname);
    return match ? [{ resource, path: match.slice(1).map(decode) }] : [];
  });
  if (matching.length === 0)
    throw new CallRefusal(501, `The local host does not simulate ${url.pathname.slice(0, 200)}.`);
  const found = matching.find(({ resource }) => resource.method === (method === 'HEAD' ? 'GET' : method));
  if (!found)
    throw new CallRefusal(
      405,
      `The local host does not simulate ${method} for ${url.pathname.slice(0, 200)}.`,
    );
  const { resource, path } = found;
  requireScope(caller, resource.scope);
  if (body !== undefined && !/^application\/json\b/i.test(mediaType ?? ''))
    throw new CallRefusal(415, 'The body has no `content-type: application/json`.');
  const {
    status = 200,
    value,
    file,
  } = resource.respond({
    ...siteRequest,
    caller,
    path,
    query: url.searchParams,
    body,
    files,
  });
  if (file) return download(file, status);
  return value === undefined ? text('', status) : json(value, status);
}

/** Never shown in place: an app chooses the type, and the address is the host's. */
function download(
  { mediaType, bytes }: Pick<UploadedFile, 'mediaType' | 'bytes'>,
  status: number,
): HostResponse {
  const response = text('', status, mediaType);
  return { ...response, headers: { ...response.headers, 'content-disposition': 'attachment' }, body: bytes };
}

function record(
  { runtime, site }: SiteRequest,
  { method, url }: IncomingCall,
  caller: Caller | undefined,
  status: number,
  reason?: string,
): void {
  const name = caller?.user?.name ?? caller?.app.key ?? 'an unknown caller';
  runtime.timeline.record({
    kind: 'call',
    site: site.name,
    sentence: `${method} ${url.pathname.slice(0, 200)} as ${name}: ${status}.${reason === undefined ? '' : ` ${reason}`}`,
    data: {
      method,
      path: url.pathname.slice(0, 200),
      status,
      ...(caller && { app: caller.app.key }),
      ...(caller?.user && { account: caller.user.accountId }),
    },
  });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
