import type { HostResponse } from '../http/response.ts';
import type { SiteRequest } from '../site/site-request.ts';
import type { TimelineEvent } from '../timeline.ts';

/** The timeline of a site as server-sent events: past events first, then each new one. */
export function streamTimeline({ runtime, site }: SiteRequest): HostResponse {
  const isOfSite = (event: TimelineEvent): boolean => event.site === undefined || event.site === site.name;
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    body: runtime.timeline.events.filter(isOfSite).map(encode).join(''),
    stream: (response) =>
      runtime.timeline.subscribe((event) => {
        if (isOfSite(event)) response.write(encode(event));
      }),
  };
}

function encode(event: TimelineEvent): string {
  return `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`;
}
