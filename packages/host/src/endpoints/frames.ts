import { readContextKeys } from '../content/frame-context.ts';
import type { Installation } from '../installation/installation.ts';
import { InstallationError } from '../errors.ts';
import { json, refusal, type HostResponse } from '../http/response.ts';
import type { FrameFields } from '../timeline/frames.ts';
import type { RequestFields, SiteRequest } from '../site/site-request.ts';

const FRAME_EVENTS: ReadonlyMap<unknown, string> = new Map([
  ['opened', 'opened, with the URL from when the page was rendered'],
  ['loaded', 'a document loaded'],
  ['connected', 'the bridge connected'],
  ['reloaded', 'a reload of the frame was requested'],
  ['closed', 'closed'],
]);

/** Serves the content resolver: a new URL for a frame whose URL expired before the frame was created. */
export function refreshUrl({ runtime, site }: SiteRequest, fields: RequestFields): HostResponse {
  const { app, module, ac, opensWithPage = true } = fields;
  const installation = site.installation(String(app));
  if (installation?.state !== 'enabled') return refusal(404, 'app_unknown', 'No such app is installed.');
  try {
    const url = installation.moduleUrl(String(module), {
      ...readContextKeys(fields),
      ac: readTexts(ac),
      opensWithPage: opensWithPage === true,
      editor: fields['editor'] === true,
      ...(typeof fields['frame'] === 'string' && { frame: fields['frame'] }),
    });
    runtime.timeline.record({
      kind: 'frame',
      site: site.name,
      sentence: `${nameModule(installation, module)}: the content resolver received a new URL.`,
      data: { ...frameOf({ runtime, site }, installation, fields), event: 'refreshed' },
    });
    return json({ url });
  } catch (error) {
    if (error instanceof InstallationError) return refusal(404, error.code, error.message);
    throw error;
  }
}

/** Records what a page reports about a frame. */
export function recordFrame({ runtime, site }: SiteRequest, fields: RequestFields): HostResponse {
  const { app, module, event } = fields;
  const installation = site.installation(String(app));
  const words = FRAME_EVENTS.get(event);
  if (!installation || words === undefined)
    return refusal(400, 'request_malformed', 'No such frame or event.');
  runtime.timeline.record({
    kind: 'frame',
    site: site.name,
    sentence: `${nameModule(installation, module)}: ${words}.`,
    data: { ...frameOf({ runtime, site }, installation, fields), event: String(event) },
  });
  return json({});
}

/** The frame that a page names in a request, in the data of events. */
export function frameOf(
  { runtime, site }: Pick<SiteRequest, 'runtime' | 'site'>,
  installation: Installation,
  { frame, module }: RequestFields,
): FrameFields {
  return runtime.frames.find(frame, {
    site: site.name,
    app: installation.descriptor.key,
    module: String(module),
    name: nameModule(installation, module),
  });
}

/** The name of a module; `a frame` for a key that the app does not have. */
export function nameModule(installation: Installation, key: unknown): string {
  return installation.modules.find((module) => module.key === key)?.name ?? 'a frame';
}

/** Keeps the text values of an object. */
function readTexts(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
