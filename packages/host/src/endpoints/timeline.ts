import type { Reply } from '../http/reply.ts';
import type { SiteRequest } from '../http/route.ts';
import type { TimelineEvent } from '../timeline.ts';

/** The timeline of a site as server-sent events: what is kept, then what happens. */
export function streamTimeline({ world, site }: SiteRequest): Reply {
  const concerns = (event: TimelineEvent): boolean => event.site === undefined || event.site === site.name;
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    body: world.timeline.events.filter(concerns).map(encode).join(''),
    stream: (response) =>
      world.timeline.subscribe((event) => {
        if (concerns(event)) response.write(encode(event));
      }),
  };
}

function encode(event: TimelineEvent): string {
  return `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`;
}
