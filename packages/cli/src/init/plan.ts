import { isRecord, LIFECYCLE_EVENTS } from '@authbeat/core';
import { hasDependency, type App } from './app.ts';
import { changeJson, type Change, type Plan } from './change.ts';
import { folderOfApp, mountEndpoints } from './mount-endpoints.ts';
import { MOUNTING, NEXT_GLOBAL, nextRoute, optionsFile, type Facts } from './templates.ts';

const ACE = 'atlassian-connect-express';
const PLACEHOLDER_URL = 'https://my-app.example.com';
const STORE_FILES = ['authbeat.db', 'authbeat.db-shm', 'authbeat.db-wal'];

/**
 * Plans what adds Authbeat to an app.
 *
 * @param version of the packages
 */
export function planChanges(app: App, version: string): Plan {
  const { changes, steps } = app.framework === 'next' ? planNext(app) : planServer(app, app.framework);
  const all = [changeManifest(app, version), ...changes, changeDescriptor(app), changeIgnores(app)];
  return {
    changes: all.filter((change) => change !== undefined),
    steps: [
      'npm install',
      ...steps,
      ...(app.descriptor
        ? []
        : [
            'Add the lifecycle URLs to your descriptor: "installed": "/authbeat/installed", "uninstalled": "/authbeat/uninstalled".',
          ]),
      ...(hasDependency(app.manifest.value, ACE)
        ? [
            `Give the store the tenants of ${ACE}, or its routes will not know new ones: see https://authbeat.dev/guides/from-atlassian-connect-express/.`,
          ]
        : []),
      ...(factsOf(app).baseUrl === PLACEHOLDER_URL
        ? ['Set `baseUrl` in the options to the public address of the app.']
        : []),
      'In production, set SESSION_KEY to what `openssl rand -base64 48` prints.',
      devCommandOf(app),
    ],
  };
}

/** A file of a descriptor may name the public address: from the file, `authbeat dev` replaces it. */
function devCommandOf({ descriptor, manifest }: App): string {
  const { scripts } = manifest.value;
  const script = isRecord(scripts)
    ? ['dev', 'start'].find((name) => Object.hasOwn(scripts, name))
    : undefined;
  const command = script === undefined ? '<the command that starts the app>' : `npm run ${script}`;
  const hasAddress = URL.canParse(String(descriptor?.value['baseUrl']));
  return ['npx authbeat dev', ...(descriptor && hasAddress ? [descriptor.path] : []), '--', command].join(
    ' ',
  );
}

function planServer(app: App, framework: Exclude<App['framework'], 'next'>): Plan {
  const path = `${folderOfApp(app, framework)}authbeat.${app.isTypeScript ? 'ts' : 'mjs'}`;
  const mounted = mountEndpoints(app, framework, path);
  const guard = 'Guard pages with page(), and APIs with api(): see https://authbeat.dev/server/doors/.';
  if (app.read(path)) return { changes: [], steps: [guard] };
  const options: Change = { path, after: optionsFile(framework, factsOf(app)) };
  return mounted
    ? { changes: [options, mounted], steps: [guard] }
    : {
        changes: [options],
        steps: [
          `In front of the app's routes: ${MOUNTING[framework]('app')} (endpoints is exported by ${path})`,
          guard,
        ],
      };
}

function planNext(app: App): Plan {
  const root = app.read('src/app/layout.tsx') || app.read('src/app/layout.js') ? 'src/' : '';
  const ending = app.isTypeScript ? 'ts' : 'js';
  const path = `${root}lib/authbeat.${ending}`;
  const after =
    optionsFile('next', { ...factsOf(app), lifecyclePaths: {} }) + (app.isTypeScript ? NEXT_GLOBAL : '');
  const route = `${root}app/authbeat/[...path]/route.${ending}`;
  const added = [
    { path, after },
    { path: route, after: nextRoute('../../../lib/authbeat', app.isTypeScript) },
  ];
  return {
    changes: added.filter((change) => !app.read(change.path)),
    steps: [
      'Guard pages in proxy.ts, and APIs in their routes: see https://authbeat.dev/frameworks/nextjs/.',
    ],
  };
}

/** Texts of the descriptor become source text: only plain ones do. */
function factsOf({ descriptor, manifest }: App): Facts {
  const { key, baseUrl, lifecycle } = descriptor?.value ?? {};
  const isKey = typeof key === 'string' && /^[\w.-]{1,80}$/.test(key);
  const isUrl = typeof baseUrl === 'string' && /^https:\/\/[\w./:-]+$/.test(baseUrl);
  const { name: given } = manifest.value;
  const name = (typeof given === 'string' ? given : '').replaceAll(/[^\w.-]+/g, '-').replace(/^-+/, '');
  return {
    appKey: isKey ? key : name || 'my-app',
    baseUrl: isUrl ? baseUrl : PLACEHOLDER_URL,
    lifecyclePaths: isRecord(lifecycle) ? oldPathsOf(lifecycle) : {},
  };
}

/** The paths of a descriptor that are not those of Authbeat. */
function oldPathsOf(lifecycle: Readonly<Record<string, unknown>>): Facts['lifecyclePaths'] {
  return Object.fromEntries(
    LIFECYCLE_EVENTS.flatMap((event) => {
      const path = lifecycle[event];
      const isPlain = typeof path === 'string' && /^(?:\/[\w.-]+)+$/.test(path);
      return isPlain && path !== `/authbeat/${event}` ? [[event, path]] : [];
    }),
  );
}

function changeManifest({ manifest }: App, version: string): Change | undefined {
  const { value } = manifest;
  const add = (list: 'dependencies' | 'devDependencies', names: readonly string[]) => {
    const missing = names.filter((name) => !hasDependency(value, name));
    const present = isRecord(value[list]) ? value[list] : {};
    return missing.length === 0
      ? {}
      : { [list]: { ...present, ...Object.fromEntries(missing.map((name) => [name, `^${version}`])) } };
  };
  return changeJson(manifest, {
    ...value,
    ...add('dependencies', ['@authbeat/client', '@authbeat/server']),
    ...add('devDependencies', ['authbeat']),
  });
}

function changeDescriptor({ descriptor, manifest }: App): Change | undefined {
  if (!descriptor) return undefined;
  const { value } = descriptor;
  // A release that has to be rolled back finds its own paths in it.
  const events = hasDependency(manifest.value, ACE) ? [] : LIFECYCLE_EVENTS;
  const migrations = isRecord(value['apiMigrations']) ? value['apiMigrations'] : {};
  return changeJson(descriptor, {
    ...value,
    authentication: { type: 'jwt' },
    lifecycle: {
      ...(isRecord(value['lifecycle']) && value['lifecycle']),
      ...Object.fromEntries(events.map((event) => [event, `/authbeat/${event}`])),
    },
    apiMigrations: { ...migrations, 'signed-install': true, 'context-qsh': true },
  });
}

function changeIgnores({ read }: App): Change | undefined {
  const file = read('.gitignore');
  const lines = file?.text.split(/\r?\n/) ?? [];
  const missing = STORE_FILES.filter((name) => !lines.includes(name));
  if (missing.length === 0) return undefined;
  const start = file === undefined || file.text === '' ? '' : `${file.text.replace(/\n?$/, '')}\n`;
  return { path: '.gitignore', ...(file && { before: file.text }), after: `${start}${missing.join('\n')}\n` };
}
