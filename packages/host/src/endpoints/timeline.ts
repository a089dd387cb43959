import { describeEvent } from '../details/describe-event.ts';
import { writeHar } from '../details/write-har.ts';
import { json, refusal, type HostResponse } from '../http/response.ts';
import type { RequestFields, SiteRequest } from '../site/site-request.ts';
import type { TimelineEvent } from '../timeline/timeline.ts';

/**
 * The timeline of a site as server-sent events: past events first, then each new one. The parameter `after` leaves out
 * the events up to this id.
 */
export function streamTimeline(request: SiteRequest): HostResponse {
  const { runtime, site, url } = request;
  const after = Number(url.searchParams.get('after') ?? 0);
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    body: eventsOf(request)
      .filter(({ id }) => id > after)
      .map(encode)
      .join(''),
    stream: (response) =>
      runtime.timeline.subscribe((event) => {
        if (isOfSite(event, site.name)) response.write(encode(event));
      }),
  };
}

/** Serves the details of an event. */
export async function describeEventById(request: SiteRequest, { id }: RequestFields): Promise<HostResponse> {
  const event = eventsOf(request).find((candidate) => candidate.id === id);
  if (!event) return refusal(404, 'event_unknown', 'The timeline does not keep this event any more.');
  return json(await describeEvent(request.runtime, request.site, event));
}

/** Serves the timeline as a file: `/host/timeline.json`, or its requests as `/host/timeline.har`. */
export function exportTimeline(request: SiteRequest): HostResponse {
  const { runtime, site, url } = request;
  const isHar = url.pathname.endsWith('.har');
  const events = eventsOf(request);
  const response = json(isHar ? writeHar(runtime.timeline, events) : { site: site.name, events });
  const name = `${site.name}-timeline.${isHar ? 'har' : 'json'}`;
  return {
    ...response,
    headers: { ...response.headers, 'content-disposition': `attachment; filename="${name}"` },
  };
}

function eventsOf({ runtime, site }: SiteRequest): readonly TimelineEvent[] {
  return runtime.timeline.events.filter((event) => isOfSite(event, site.name));
}

function isOfSite(event: TimelineEvent, site: string): boolean {
  return event.site === undefined || event.site === site;
}

function encode(event: TimelineEvent): string {
  return `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`;
}
