import { styleText } from 'node:util';
import type { Host, Installation } from '@authbeat/host';

interface RunDescription {
  readonly tokenLife: number;
  readonly command: readonly string[];
  readonly descriptorUrl: string;
}

// Apps allow clocks to differ, Authbeat's by ten seconds: a token is refused a little after its end.
const LEEWAY = 15;

/** What a person reads once the app is installed: where to look and what to try. */
export function describeRun(host: Host, installation: Installation, run: RunDescription): string {
  const { descriptor, state } = installation;
  return [
    '',
    `${styleText('bold', plain(descriptor.name))} is installed and ${state}. Host tokens live ${run.tokenLife} s.`,
    '',
    ...describeAddresses(host, installation),
    '',
    ...describeIdeas(installation, run.tokenLife).map((idea) => `  ${styleText('dim', '·')} ${idea}`),
    '',
    ...(run.command.length > 0 ? [] : [`  The key server of this host is ${host.keyServerUrl}.`, '']),
    ...baseUrlNotes(descriptor.baseUrl, run.descriptorUrl),
    styleText('dim', 'Ctrl-C ends everything.'),
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

function describeIdeas(installation: Installation, tokenLife: number): string[] {
  const button = installation.modules.find(
    ({ type, target }) => type === 'jiraIssueContents' && target?.type === 'web_panel',
  );
  const [page] = generalPages(installation);
  const late =
    button &&
    `Open the issue, wait ${tokenLife + LEEWAY} s, click "${plain(button.name)}": its token is dead by then.`;
  const long = page && `Open "${plain(page.name)}" and stay: a host token dies every ${tokenLife} s.`;
  const fault = 'In the inspector, sign out or silence AP.context.getToken().';
  return [late, long, fault].filter((idea) => idea !== undefined);
}

function generalPages({ modules }: Installation): Installation['modules'] {
  return modules.filter(({ type }) => type === 'generalPages');
}

/** Names come from the app: nothing in them may move the terminal's cursor. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, '');
}

/** An app that ignores `APP_URL` sends its frames elsewhere, and people wonder why they stay empty. */
function baseUrlNotes(baseUrl: string, descriptorUrl: string): string[] {
  const [expected, found] = [descriptorUrl, baseUrl].map((url) => new URL(url).origin);
  return expected === found
    ? []
    : [
        `  The descriptor's baseUrl is ${baseUrl}, but it was fetched from ${expected}. Is that intended?`,
        '',
      ];
}
