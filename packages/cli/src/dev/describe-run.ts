import { styleText } from 'node:util';
import type { Host, Installation } from '@authbeat/host';

interface RunDescription {
  readonly tokenLife: number;
  readonly command: readonly string[];
  readonly descriptorUrl: string;
}

/** What a person reads once the app is installed: where to look and what to try. */
export function describeRun(
  host: Host,
  installation: Installation,
  { tokenLife, command, descriptorUrl }: RunDescription,
): string {
  const { modules, descriptor, state } = installation;
  const pages = modules.filter(({ type }) => type === 'generalPages');
  const buttons = modules.filter(
    ({ type, target }) => type === 'jiraIssueContents' && target?.type === 'web_panel',
  );
  const addresses = [
    ['Issue', host.issueUrl()],
    ...pages.map(({ key, name }) => [name, host.pageUrl(installation, key)]),
    ['Overview', host.url],
  ];
  const width = Math.max(...addresses.map(([name = '']) => name.length));
  const ideas = [
    ...buttons
      .slice(0, 1)
      .map(
        ({ name }) =>
          `Open the issue, wait ${tokenLife} s until the token of "${name}" has expired, click "${name}".`,
      ),
    ...pages
      .slice(0, 1)
      .map(({ name }) => `Open "${name}" and stay: every ${tokenLife} s a host token dies.`),
    'In the inspector, sign out or silence AP.context.getToken().',
  ];
  return [
    '',
    `${styleText('bold', descriptor.name)} is installed and ${state}. Host tokens live ${tokenLife} s.`,
    '',
    ...addresses.map(([name = '', url = '']) => `  ${name.padEnd(width)}  ${styleText('cyan', url)}`),
    '',
    ...ideas.map((idea) => `  ${styleText('dim', '·')} ${idea}`),
    '',
    ...(command.length > 0 ? [] : [`  The key server of this host is ${host.keyServerUrl}.`, '']),
    ...baseUrlNotes(descriptor.baseUrl, descriptorUrl),
    styleText('dim', 'Ctrl-C ends everything.'),
    '',
  ].join('\n');
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
