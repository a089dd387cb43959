import { styleText } from 'node:util';
import { reportModules, type Host, type Installation } from '@authbeat/host';

interface RunDescription {
  readonly tokenLifetime: number;
  /** For how long the app accepts a token after its expiry, where that is known. */
  readonly leeway: number | undefined;
  /** Absent for a descriptor that comes from a file. */
  readonly descriptorUrl?: string;
}

/** For how long most apps accept a token after its expiry, where an app has no page to find that out. */
const USUAL_LEEWAY = 30;

/** The message after the installation: where to look and what to try. */
export function describeRun(host: Host, installation: Installation, run: RunDescription): string {
  const { descriptor, state } = installation;
  return [
    '',
    `${styleText('bold', plain(descriptor.name))} is installed and ${state}. Host tokens expire after ${run.tokenLifetime} s.`,
    ...leewayNotes(run.leeway),
    '',
    ...describeAddresses(host, installation),
    '',
    ...describeIdeas(host, installation, run).map((idea) => `  ${styleText('dim', '·')} ${idea}`),
    '',
    ...moduleNotes(host, installation),
    ...baseUrlNotes(descriptor.baseUrl, run.descriptorUrl),
    styleText('dim', 'Press Ctrl-C to stop.'),
    '',
  ].join('\n');
}

/** The same, for programs. */
export function runData(host: Host, installation: Installation): Record<string, unknown> {
  const { key, baseUrl } = installation.descriptor;
  return {
    app: key,
    baseUrl,
    addresses: Object.fromEntries(addressesOf(host, installation)),
  };
}

/** The page to begin with: an issue of Jira, a page of Confluence. */
export function firstPage(host: Host): string {
  return host.site.product === 'jira' ? host.issueUrl() : host.contentUrl();
}

function leewayNotes(leeway: number | undefined): string[] {
  if (leeway === undefined || leeway === 0) return [];
  return leeway === Infinity
    ? ['The app accepts tokens that expired a quarter of an hour ago: an old one is as good as a new one.']
    : [`The app accepts a token for up to ${leeway} s after its expiry.`];
}

function addressesOf(host: Host, installation: Installation): readonly (readonly [string, string])[] {
  return [
    [host.site.product === 'jira' ? 'Issue' : 'Page', firstPage(host)],
    ...generalPages(installation).map(
      ({ key, name }) => [plain(name), host.pageUrl(installation, key)] as const,
    ),
    ['Overview', host.hostBaseUrl],
  ];
}

function describeAddresses(host: Host, installation: Installation): string[] {
  const addresses = addressesOf(host, installation);
  const width = Math.max(...addresses.map(([name]) => name.length));
  return addresses.map(([name, url]) => `  ${name.padEnd(width)}  ${styleText('cyan', url)}`);
}

function describeIdeas(
  { site }: Host,
  installation: Installation,
  { tokenLifetime, leeway = USUAL_LEEWAY }: RunDescription,
): string[] {
  const button = installation.modules.find(
    ({ type, target }) =>
      site.product === 'jira' && type === 'jiraIssueContents' && target?.type === 'web_panel',
  );
  const [page] = generalPages(installation);
  const late =
    button &&
    (leeway === Infinity
      ? `Open the issue and click "${plain(button.name)}". Its token never seems to expire for the app.`
      : `Open the issue, wait ${tokenLifetime + leeway + 1} s, click "${plain(button.name)}": its token has expired by then.`);
  const now =
    button && leeway !== Infinity
      ? 'Or do not wait: start the app with --fault expired, or open the issue with ?fault=expired.'
      : undefined;
  const long = page && `Open "${plain(page.name)}" and stay: a host token expires after ${tokenLifetime} s.`;
  const fault =
    'In the inspector, start a fault: sign out, make AP.context.getToken() fail, let the network fail.';
  return [late, now, long, fault].filter((idea) => idea !== undefined);
}

function generalPages({ modules }: Installation): Installation['modules'] {
  return modules.filter(({ type }) => type === 'generalPages');
}

/** Names come from the app and may contain control characters, which would move the cursor of the terminal. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, '');
}

/** The modules that the host does not show, and why. */
function moduleNotes(host: Host, installation: Installation): string[] {
  const notes = reportModules(host.site, installation).flatMap(({ type, key, reason }) =>
    reason === undefined ? [] : [`  Not shown: ${type} "${plain(key)}". ${plain(reason)}`],
  );
  return notes.length > 0 ? [...notes, ''] : [];
}

/** The frames of an app that ignores `APP_URL` stay empty: their URLs lead elsewhere. */
function baseUrlNotes(baseUrl: string, descriptorUrl: string | undefined): string[] {
  if (descriptorUrl === undefined) return [];
  const [expected, found] = [descriptorUrl, baseUrl].map((url) => new URL(url).origin);
  return expected === found
    ? []
    : [
        `  The descriptor's baseUrl is ${plain(baseUrl)}, but it was fetched from ${expected}. Set it to APP_URL if frames stay empty.`,
        '',
      ];
}
