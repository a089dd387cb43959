import { DescriptorError, parseDescriptor, type Descriptor } from '@authbeat/core';
import { fix, note, ok, type Result } from './result.ts';
import type { ReceivedResponse } from './request.ts';

/** The descriptor of an app, and what is wrong with it. `descriptor` is absent where it cannot be used. */
export interface DescriptorExamination {
  readonly descriptor?: Descriptor;
  readonly results: readonly Result[];
}

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Examines the descriptor that came from an address. */
export function examineDescriptor(
  url: string,
  response: ReceivedResponse | undefined,
): DescriptorExamination {
  if (!response) return failed(`No app responds at ${url}. Start it, or give the URL of its descriptor.`);
  if (response.status !== 200)
    return failed(
      `${url} responds with ${response.status}. It has to be public: serve it in front of all guards.`,
    );
  try {
    const descriptor = parseDescriptor(JSON.parse(response.text));
    return {
      descriptor,
      results: [
        ok('descriptor', `"${descriptor.name}" (${descriptor.key})`),
        examineBaseUrl(url, descriptor.baseUrl),
        ...examineMigrations(descriptor),
        ...examineLifecycle(descriptor),
      ],
    };
  } catch (error) {
    if (error instanceof DescriptorError) return failed(error.message);
    return failed(`${url} is not JSON. Give the URL of the descriptor, atlassian-connect.json.`);
  }
}

function failed(message: string): DescriptorExamination {
  return { results: [fix('descriptor', message)] };
}

function examineBaseUrl(url: string, baseUrl: string): Result {
  const { protocol, hostname, origin } = new URL(baseUrl);
  if (protocol !== 'https:' && !LOOPBACK.test(hostname))
    return fix('base URL', `${baseUrl} is not https. Hosts refuse it, and so does createAuthbeat().`);
  const found = new URL(url).origin;
  if (origin !== found)
    return fix(
      'base URL',
      `baseUrl is ${baseUrl}, but the descriptor came from ${found}. Hosts send frames and calls to ${origin}: make both the same, and the option \`baseUrl\` of createAuthbeat(), too.`,
    );
  return ok('base URL', baseUrl);
}

function examineMigrations({ apiMigrations, authentication }: Descriptor): readonly Result[] {
  const wrong = ['signed-install', 'context-qsh'].filter((name) => apiMigrations[name] !== true);
  return [
    authentication === 'jwt'
      ? ok('authentication', 'jwt')
      : fix('authentication', 'Set "authentication" to { "type": "jwt" } in the descriptor.'),
    wrong.length === 0
      ? ok('migrations', 'signed-install, context-qsh')
      : fix(
          'migrations',
          `Set ${wrong.map((name) => `"${name}": true`).join(' and ')} in "apiMigrations" of the descriptor.`,
        ),
  ];
}

function examineLifecycle({ lifecycle }: Descriptor): readonly Result[] {
  if (lifecycle.installed === undefined)
    return [
      fix(
        'lifecycle',
        'Set "lifecycle" in the descriptor: { "installed": "/authbeat/installed", "uninstalled": "/authbeat/uninstalled" }.',
      ),
    ];
  return lifecycle.uninstalled === undefined
    ? [
        note(
          'lifecycle',
          'There is no "uninstalled" in the descriptor: sessions of a tenant outlive its uninstall.',
        ),
      ]
    : [ok('lifecycle', `${lifecycle.installed}, ${lifecycle.uninstalled}`)];
}
