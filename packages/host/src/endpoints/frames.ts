import type { Installation } from '../app/installation.ts';
import { InstallationError } from '../errors.ts';
import { json, refusal, type Reply } from '../http/reply.ts';
import type { SiteRequest } from '../http/route.ts';

type Body = Readonly<Record<string, unknown>>;

const FRAME_EVENTS: ReadonlyMap<unknown, string> = new Map([
  ['opened', 'opened; the URL is from the rendering of the page'],
  ['loaded', 'a document has loaded'],
  ['connected', 'the bridge is connected'],
  ['reloaded', 'reload of the frame asked for'],
  ['closed', 'closed'],
]);

/** The content resolver's answer: a new URL for a frame whose URL has expired before it was created. */
export function refreshUrl({ world, site }: SiteRequest, { app, module, issue, ac }: Body): Reply {
  const installation = site.installation(String(app));
  if (installation?.state !== 'enabled') return refusal(404, 'app_unknown', 'No such app is installed.');
  try {
    const url = installation.moduleUrl(String(module), {
      ...(typeof issue === 'string' && { issue }),
      ac: readTexts(ac),
    });
    world.timeline.record({
      kind: 'frame',
      site: site.name,
      sentence: `${nameModule(installation, module)}: the content resolver made a new URL.`,
      data: { app: installation.descriptor.key, module: String(module).slice(0, 200), event: 'refreshed' },
    });
    return json({ url });
  } catch (error) {
    if (error instanceof InstallationError) return refusal(404, error.code, error.message);
    throw error;
  }
}

/** Takes note of what a page has seen of a frame. */
export function recordFrame({ world, site }: SiteRequest, { app, module, event }: Body): Reply {
  const installation = site.installation(String(app));
  const words = FRAME_EVENTS.get(event);
  if (!installation || words === undefined)
    return refusal(400, 'request_malformed', 'No such frame or event.');
  world.timeline.record({
    kind: 'frame',
    site: site.name,
    sentence: `${nameModule(installation, module)}: ${words}.`,
    data: { app: installation.descriptor.key, module: String(module).slice(0, 200), event: String(event) },
  });
  return json({});
}

/** What a person calls a module; a key that the app does not have becomes a plain word. */
export function nameModule(installation: Installation, key: unknown): string {
  return installation.modules.find((module) => module.key === key)?.name ?? 'a frame';
}

/** Keeps the text values of an object. */
function readTexts(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
