import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readApp } from '../src/init/app.ts';
import type { Plan } from '../src/init/change.ts';
import { planChanges } from '../src/init/plan.ts';
import { runCli } from './fixtures/run-cli.ts';

const SECRET = 'SESSION_KEY=s3cr3t-of-the-app';

type Files = Readonly<Record<string, string>>;

function makeApp(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'authbeat-init-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function manifest(...dependencies: readonly string[]): string {
  const names = Object.fromEntries(dependencies.map((name) => [name, '*']));
  return `${JSON.stringify({ name: '@me/my app', type: 'module', dependencies: names }, undefined, 4)}\n`;
}

function plan(files: Files): Plan & { readonly after: (path: string) => string } {
  const planned = planChanges(readApp(makeApp(files)), '0.1.0');
  return {
    ...planned,
    after: (path) => planned.changes.find((change) => change.path === path)?.after ?? 'is not changed',
  };
}

const EXPRESS = `import express from 'express';
import { notes } from './notes.js';

const app = express({ a: fn(1) });
app.get('/notes', notes);
`;

describe('the plan of authbeat init', () => {
  it('mounts the endpoints of an Express app in front of its routes', () => {
    const { changes, after } = plan({ 'package.json': manifest('express'), 'src/server.js': EXPRESS });
    expect(changes.map(({ path }) => path)).toEqual([
      'package.json',
      'src/authbeat.mjs',
      'src/server.js',
      '.gitignore',
    ]);
    expect(after('src/server.js')).toBe(`import express from 'express';
import { notes } from './notes.js';
import { endpoints } from './authbeat.mjs';

const app = express({ a: fn(1) });
app.use(endpoints());
app.get('/notes', notes);
`);
    expect(after('src/authbeat.mjs')).toContain(`appKey: 'me-my-app',`);
    expect(after('src/authbeat.mjs')).toContain('...fromEnvironment(),');
    expect(after('src/authbeat.mjs')).toContain('toExpress(authbeat)');
    const { dependencies, devDependencies } = JSON.parse(after('package.json')) as Record<string, unknown>;
    expect(dependencies).toEqual({
      express: '*',
      '@authbeat/client': '^0.1.0',
      '@authbeat/server': '^0.1.0',
    });
    expect(devDependencies).toEqual({ authbeat: '^0.1.0' });
    expect(after('package.json')).toMatch(/^\{\n {4}"name"/);
  });

  it('knows CommonJS, TypeScript and a main file', () => {
    const old = plan({
      'package.json': JSON.stringify({ main: './bin/www.js', dependencies: { express: '4' } }),
      'bin/www.js':
        "#!/usr/bin/env node\n'use strict';\nconst express = require('express');\nvar app = express();\n",
    });
    expect(old.after('bin/www.js')).toBe(
      "#!/usr/bin/env node\n'use strict';\nconst { endpoints } = require('./authbeat.mjs');\nconst express = require('express');\nvar app = express();\napp.use(endpoints());\n",
    );
    const typed = plan({
      'package.json': manifest('express'),
      'tsconfig.json': '{}',
      'app.ts': `import express from 'express';\nexport const x = 1;\nconst app: express.Express = express();\n`,
    });
    expect(typed.after('app.ts')).toContain(`import { endpoints } from './authbeat.js';\nexport const x`);
    expect(typed.after('app.ts')).toContain('= express();\napp.use(endpoints());\n');
    expect(typed.changes.map(({ path }) => path)).toContain('authbeat.ts');
  });

  it.each([
    [
      'fastify',
      `const app = fastify({\n  logger: true,\n});\n`,
      `});\napp.addHook('onRequest', endpoints());\n`,
    ],
    ['hono', `const api = new Hono<Env>();\n`, `();\napi.use(endpoints());\n`],
  ])('mounts the endpoints of an app on %s', (framework, creation, expected) => {
    const source = `import x from '${framework}';\n${creation}`;
    const { after } = plan({ 'package.json': manifest(framework), 'index.mjs': source });
    expect(after('index.mjs')).toContain(expected);
  });

  it('adds a route to a Next.js app', () => {
    const { changes, after } = plan({
      'package.json': manifest('next', 'express'),
      'tsconfig.json': '{}',
      'src/app/layout.tsx': 'export default () => null;',
    });
    expect(changes.map(({ path }) => path)).toEqual([
      'package.json',
      'src/lib/authbeat.ts',
      'src/app/authbeat/[...path]/route.ts',
      '.gitignore',
    ]);
    expect(after('src/lib/authbeat.ts')).toContain('globalThis.authbeat ??= createAuthbeat({');
    expect(after('src/app/authbeat/[...path]/route.ts')).toContain('export { handle as DELETE');
  });

  it('says what to add where it does not find the app', () => {
    const { changes, steps } = plan({ 'package.json': manifest('express'), 'server.js': 'start();' });
    expect(changes.map(({ path }) => path)).toEqual(['package.json', 'authbeat.mjs', '.gitignore']);
    expect(steps.join('\n')).toContain("In front of the app's routes: app.use(endpoints());");
  });

  it('sets what the descriptor needs, takes key and base URL from it, and keeps the rest', () => {
    const descriptor = {
      key: 'com.example.app',
      baseUrl: 'https://app.example.com/jira',
      lifecycle: { installed: '/old', other: '/other' },
      apiMigrations: { gdpr: true },
    };
    const { after, steps } = plan({
      'package.json': JSON.stringify({ dependencies: { express: '*' }, scripts: { start: 'node .' } }),
      'public/atlassian-connect.json': JSON.stringify(descriptor),
    });
    expect(steps.at(-1)).toBe('npx authbeat dev public/atlassian-connect.json -- npm run start');
    expect(JSON.parse(after('public/atlassian-connect.json'))).toEqual({
      ...descriptor,
      authentication: { type: 'jwt' },
      lifecycle: {
        installed: '/authbeat/installed',
        uninstalled: '/authbeat/uninstalled',
        enabled: '/authbeat/enabled',
        disabled: '/authbeat/disabled',
        other: '/other',
      },
      apiMigrations: { gdpr: true, 'signed-install': true, 'context-qsh': true },
    });
    expect(after('authbeat.mjs')).toContain(`lifecyclePaths: { installed: '/old' },`);
    expect(after('authbeat.mjs')).toContain(`appKey: 'com.example.app',`);
    expect(after('authbeat.mjs')).toContain(`baseUrl: 'https://app.example.com/jira',`);
  });

  it('keeps the descriptor of an app on atlassian-connect-express, and says what its tenants need', () => {
    const descriptor = {
      key: 'my-app',
      baseUrl: '{{localBaseUrl}}',
      authentication: { type: 'jwt' },
      apiMigrations: { 'signed-install': true, 'context-qsh': true },
      lifecycle: { installed: '/installed', uninstalled: '/uninstalled' },
    };
    const { changes, after, steps } = plan({
      'package.json': manifest('express', 'atlassian-connect-express'),
      'atlassian-connect.json': JSON.stringify(descriptor),
    });
    expect(changes.map(({ path }) => path)).not.toContain('atlassian-connect.json');
    expect(after('authbeat.mjs')).toContain(
      `lifecyclePaths: { installed: '/installed', uninstalled: '/uninstalled' },`,
    );
    expect(steps.join('\n')).toContain('https://authbeat.dev/guides/from-atlassian-connect-express/');
    expect(steps.join('\n')).toContain('Set `baseUrl`');
    expect(steps.at(-1)).toBe('npx authbeat dev -- <the command that starts the app>');
  });

  it('puts no text of a descriptor into source text that could end the string', () => {
    const { after } = plan({
      'package.json': manifest('express'),
      'atlassian-connect.json': JSON.stringify({
        key: "a'; evil()",
        baseUrl: "https://a.example/'+evil()",
        lifecycle: { installed: "/'+evil()" },
      }),
    });
    expect(after('authbeat.mjs')).not.toContain('evil');
  });
});

describe('authbeat init', () => {
  const files = {
    'package.json': manifest('express'),
    'server.js': EXPRESS,
    '.env': SECRET,
    '.gitignore': '.env',
  };

  it('shows the changes, and writes nothing without consent', async () => {
    const folder = makeApp(files);
    const run = runCli(['init', folder]);
    expect(await run.exit).toBe(0);
    expect(run.output()).toContain('--- a/server.js');
    expect(run.output()).toContain('+app.use(endpoints());');
    expect(run.output()).toContain('+++ b/authbeat.mjs');
    expect(run.output()).toContain('Nothing was written.');
    expect(existsSync(join(folder, 'authbeat.mjs'))).toBe(false);
    expect(readFileSync(join(folder, 'server.js'), 'utf8')).toBe(EXPRESS);
  });

  it('writes with consent, once, and leaves secrets alone', async () => {
    const folder = makeApp(files);
    const run = runCli(['init', '--yes', folder]);
    expect(await run.exit).toBe(0);
    expect(run.output()).toContain('4 files are written. Next:\n  - npm install\n');
    expect(run.output()).not.toContain('s3cr3t');
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(SECRET);
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe(
      '.env\nauthbeat.db\nauthbeat.db-shm\nauthbeat.db-wal\n',
    );
    const again = runCli(['init', '--yes', folder]);
    expect(await again.exit).toBe(0);
    expect(again.output()).toBe('Authbeat is part of this app. There is nothing to change.\n');
  });

  it.each<[string, Files, string]>([
    ['no app', {}, 'has no package.json. Give the folder of the app.'],
    [
      'another framework',
      { 'package.json': manifest('koa') },
      'depends on none of next, fastify, hono, express.',
    ],
    ['a broken manifest', { 'package.json': '{' }, 'package.json is not a JSON object. Correct it first.'],
  ])('says what to do about %s', (_case, broken, sentence) => {
    expect(() => readApp(makeApp(broken))).toThrow(sentence);
  });
});
