import { isRecord, LIFECYCLE_EVENTS } from '@authbeat/core';
import { hasDependency, type App } from './app.ts';
import { changeJson, type Change, type Plan } from './change.ts';
import { folderOfApp, mountEndpoints } from './mount-endpoints.ts';
import { MOUNTING, NEXT_GLOBAL, nextRoute, optionsFile } from './templates.ts';

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
      'In production, set SESSION_KEY to what `openssl rand -base64 48` prints.',
      'npx authbeat dev -- <the command that starts the app>',
    ],
  };
}

function planServer(app: App, framework: Exclude<App['framework'], 'next'>): Plan {
  const path = `${folderOfApp(app, framework)}authbeat.${app.isTypeScript ? 'ts' : 'mjs'}`;
  const mounted = mountEndpoints(app, framework, path);
  const guard = 'Guard pages with page(), and APIs with api(): see https://authbeat.dev/server/doors/.';
  if (app.read(path)) return { changes: [], steps: [guard] };
  const options: Change = { path, after: optionsFile(framework, namesOf(app)) };
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
  const after = optionsFile('next', namesOf(app)) + (app.isTypeScript ? NEXT_GLOBAL : '');
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
function namesOf({ descriptor, manifest }: App): { readonly appKey: string; readonly baseUrl: string } {
  const { key, baseUrl } = descriptor?.value ?? {};
  const isKey = typeof key === 'string' && /^[\w.-]{1,80}$/.test(key);
  const isUrl = typeof baseUrl === 'string' && /^https:\/\/[\w./:-]+$/.test(baseUrl);
  const { name: given } = manifest.value;
  const name = (typeof given === 'string' ? given : '').replaceAll(/[^\w.-]+/g, '-').replace(/^-+/, '');
  return {
    appKey: isKey ? key : name || 'my-app',
    baseUrl: isUrl ? baseUrl : 'https://my-app.example.com',
  };
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

function changeDescriptor({ descriptor }: App): Change | undefined {
  if (!descriptor) return undefined;
  const { value } = descriptor;
  const migrations = isRecord(value['apiMigrations']) ? value['apiMigrations'] : {};
  return changeJson(descriptor, {
    ...value,
    authentication: { type: 'jwt' },
    lifecycle: {
      ...(isRecord(value['lifecycle']) && value['lifecycle']),
      ...Object.fromEntries(LIFECYCLE_EVENTS.map((event) => [event, `/authbeat/${event}`])),
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
