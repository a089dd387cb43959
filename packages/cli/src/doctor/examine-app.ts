import { ENDPOINT_PATHS, isRecord, listModules, type Descriptor } from '@authbeat/core';
import { examineDescriptor } from './examine-descriptor.ts';
import { examinePolicy } from './examine-policy.ts';
import type { ReceivedResponse, Send } from './request.ts';
import { fix, note, ok, type Result } from './result.ts';

/** How far clocks may differ without harm, in milliseconds: the default of the option `leeway`. */
const LEEWAY_MS = 10_000;

/** Examines a running app by requests without a token. */
export async function examineApp(
  descriptorUrl: string,
  bridge: string,
  send: Send,
): Promise<readonly Result[]> {
  const response = await send(descriptorUrl);
  const { descriptor, results } = examineDescriptor(descriptorUrl, response);
  if (!response || !descriptor) return results;
  return [
    ...results,
    ...(await examineEndpoints(descriptor, send)),
    ...(await examinePages(descriptor, send)),
    examinePolicy(response.headers.get('content-security-policy') ?? '', bridge),
    examineClock(response),
  ];
}

async function examineEndpoints(descriptor: Descriptor, send: Send): Promise<readonly Result[]> {
  const { installed } = descriptor.lifecycle;
  if (installed === undefined) return [];
  const installedUrl = resolve(descriptor.baseUrl, installed);
  const unsigned = await send(installedUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  if (unsigned && unsigned.status < 300)
    return [
      fix(
        'mount',
        `${installedUrl} accepts a call without a token (${unsigned.status}): anyone can install a tenant. Let endpoints() serve it.`,
      ),
    ];
  if (codeOf(unsigned) === undefined)
    return [
      fix(
        'mount',
        `${installedUrl} responds with ${unsigned?.status ?? 'nothing'}, not as Authbeat does. Add endpoints() in front of the app's routes; behind a prefix, the path has to be that of \`baseUrl\` and \`mount\` together.`,
      ),
    ];
  if (!installedUrl.endsWith(ENDPOINT_PATHS.installed)) return [ok('mount', installedUrl)];
  const mount = installedUrl.slice(0, -ENDPOINT_PATHS.installed.length);
  const session = await send(mount + ENDPOINT_PATHS.session, { method: 'POST' });
  if (codeOf(session) === undefined)
    return [
      fix(
        'mount',
        `${mount + ENDPOINT_PATHS.session} responds with ${session?.status ?? 'nothing'}. Pass all paths below ${mount} on to the app.`,
      ),
    ];
  const script = await send(mount + ENDPOINT_PATHS.recoveryScript);
  return [
    ok('mount', mount),
    script?.status === 200
      ? ok('recovery', 'expired pages heal')
      : note('recovery', 'It is switched off: an expired page stays a 401.'),
  ];
}

async function examinePages({ baseUrl, ...descriptor }: Descriptor, send: Send): Promise<readonly Result[]> {
  const pages = listModules({ baseUrl, ...descriptor }).flatMap(({ url, target, cacheable }) => {
    const path = target?.url ?? url;
    // Whatever stands in for a placeholder: without a token, every page is refused.
    return path?.startsWith('/') === true ? [{ path: path.replaceAll(/\{[^}]*\}/g, '1'), cacheable }] : [];
  });
  const [page] = pages;
  if (page === undefined) return [note('pages', 'The descriptor has no module with a page.')];
  const url = resolve(baseUrl, page.path);
  const response = await send(url);
  if (response?.status === 401) return [ok('pages', `${page.path} is refused without a token`)];
  if (response?.status === 200)
    return page.cacheable
      ? [ok('pages', `${page.path} is a shell: the module is cacheable`)]
      : [fix('pages', `${url} opens without a token. Put page() in front of it.`)];
  return [
    fix(
      'pages',
      `${url} responds with ${response?.status ?? 'nothing'}, and 401 is expected without a token.`,
    ),
  ];
}

function examineClock({ headers, receivedAtMs }: ReceivedResponse): Result {
  const date = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(date)) return note('clock', 'The app sends no Date header to compare.');
  const behindMs = receivedAtMs - date;
  // The header has whole seconds.
  if (Math.abs(behindMs) <= LEEWAY_MS + 1000) return ok('clock', 'the app and this machine agree');
  const seconds = Math.round(Math.abs(behindMs) / 1000);
  return fix(
    'clock',
    `The app's clock is ${seconds} s ${behindMs > 0 ? 'behind' : 'ahead of'} that of this machine. Set both by NTP.`,
  );
}

/** The code of a refusal of Authbeat. */
function codeOf(response: ReceivedResponse | undefined): string | undefined {
  try {
    const value: unknown = JSON.parse(response?.text ?? '');
    return isRecord(value) && typeof value['code'] === 'string' ? value['code'] : undefined;
  } catch {
    return undefined;
  }
}

function resolve(baseUrl: string, path: string): string {
  return /^https?:/i.test(path) ? path : baseUrl + path;
}
