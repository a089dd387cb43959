import type { IncomingMessage } from 'node:http';
import { readJsonBody } from '../http/read-body.ts';
import { json, refusal, type HostResponse } from '../http/response.ts';
import type { HostRuntime } from '../runtime.ts';

/** What an app on Authbeat says about a request that it has refused. */
const TEXTS = ['method', 'path', 'door', 'cause', 'message', 'help', 'docs'] as const;
const MAX_TEXT = 1000;

/**
 * Records why an app refused a request. The app posts it to `/reasons` at the address of the key server. A page of a
 * browser cannot: it sends its origin, and may not set this media type across origins.
 */
export async function recordReason(
  { timeline }: HostRuntime,
  request: IncomingMessage,
): Promise<HostResponse> {
  if (request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined)
    return refusal(403, 'cross_origin', 'Only an app may call this, and not a page.');
  const body = await readJsonBody(request);
  const texts = TEXTS.map((name) => [name, body?.[name]] as const);
  const status = body?.['status'];
  if (!texts.every((entry): entry is [(typeof TEXTS)[number], string] => typeof entry[1] === 'string'))
    return malformed();
  if (typeof status !== 'number') return malformed();
  const data = Object.fromEntries(texts.map(([name, text]) => [name, text.slice(0, MAX_TEXT)]));
  timeline.record({
    kind: 'reason',
    sentence: `${data['method']} ${data['path']}: ${status} at the door "${data['door']}". ${data['message']}`,
    data: { ...data, status },
  });
  return json({});
}

function malformed(): HostResponse {
  return refusal(400, 'request_malformed', `Send \`status\` and the texts ${TEXTS.join(', ')}.`);
}
