import { styleText } from 'node:util';
import type { Host, Installation } from '@authbeat/host';

interface RunDescription {
  readonly tokenLifetime: number;
  readonly command: readonly string[];
  readonly descriptorUrl: string;
}

// Apps tolerate some difference of clocks (Authbeat: ten seconds), and accept a token that much longer.
const LEEWAY = 15;

/** The message after the installation: where to look and what to try. */
export function describeRun(host: Host, installation: Installation, run: RunDescription): string {
  const { descriptor, state } = installation;
  return [
    '',
    `${styleText('bold', plain(descriptor.name))} is installed and ${state}. Host tokens expire after ${run.tokenLifetime} s.`,
    '',
    ...describeAddresses(host, installation),
    '',
    ...describeIdeas(installation, run.tokenLifetime).map((idea) => `  ${styleText('dim', '·')} ${idea}`),
    '',
    ...(run.command.length > 0 ? [] : [`  The app must trust the key server ${host.keyServerUrl}.`, '']),
    ...baseUrlNotes(descriptor.baseUrl, run.descriptorUrl),
    styleText('dim', 'Press Ctrl-C to stop.'),
    '',
  ].join('\n');
}

function describeAddresses(host: Host, installation: Installation): string[] {
  const addresses: readonly (readonly [name: string, url: string])[] = [
    ['Issue', host.issueUrl()],
    ...generalPages(installation).map(
      ({ key, name }) => [plain(name), host.pageUrl(installation, key)] as const,
    ),
    ['Overview', host.hostBaseUrl],
  ];
  const width = Math.max(...addresses.map(([name]) => name.length));
  return addresses.map(([name, url]) => `  ${name.padEnd(width)}  ${styleText('cyan', url)}`);
}

function describeIdeas(installation: Installation, tokenLifetime: number): string[] {
  const button = installation.modules.find(
    ({ type, target }) => type === 'jiraIssueContents' && target?.type === 'web_panel',
  );
  const [page] = generalPages(installation);
  const late =
    button &&
    `Open the issue, wait ${tokenLifetime + LEEWAY} s, click "${plain(button.name)}": its token has expired by then.`;
  const long = page && `Open "${plain(page.name)}" and stay: a host token expires after ${tokenLifetime} s.`;
  const fault = 'In the inspector, sign out or make AP.context.getToken() fail.';
  return [late, long, fault].filter((idea) => idea !== undefined);
}

function generalPages({ modules }: Installation): Installation['modules'] {
  return modules.filter(({ type }) => type === 'generalPages');
}

/** Names come from the app and may contain control characters, which would move the cursor of the terminal. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, '');
}

/** The frames of an app that ignores `APP_URL` stay empty: their URLs lead elsewhere. */
function baseUrlNotes(baseUrl: string, descriptorUrl: string): string[] {
  const [expected, found] = [descriptorUrl, baseUrl].map((url) => new URL(url).origin);
  return expected === found
    ? []
    : [
        `  The descriptor's baseUrl is ${baseUrl}, but it was fetched from ${expected}. Set it to APP_URL if frames stay empty.`,
        '',
      ];
}
