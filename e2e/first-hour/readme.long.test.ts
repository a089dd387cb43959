import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../../tools/repository.ts';
import { findSnippets } from '../../tools/snippets.ts';
import { launchBrowser } from '../harness/browser.ts';
import { appFrame, clickButton } from '../harness/steps.ts';
import { packPackages } from './packages.ts';
import { startWalk } from './walk.ts';

/** A port below those of outgoing connections, and another one. */
const PORTS = ['--port', '18410', '--app-port', '18420'];
/** In seconds. */
const TOKEN_LIFETIME = 3;
/** How long the server accepts an expired token, because clocks differ. */
const LEEWAY = 10;

const FIRST_NODE = '22.13.0';

/** Requires every entry for servers. */
const REQUIRING = `
if (process.versions.node !== '${FIRST_NODE}') throw new Error(process.versions.node);
for (const name of ['core', 'server', 'host', 'scanner', 'gateway']) {
  const { exports } = JSON.parse(require('fs').readFileSync('node_modules/@authbeat/' + name + '/package.json', 'utf8'));
  for (const path of Object.keys(exports).filter((path) => !/\\*|json$/.test(path)))
    if (Object.keys(require('@authbeat/' + name + path.slice(1))).length === 0) throw new Error(name + path);
}
console.log('They can be required.');`;

/** The commands and the app of the README's section about Express. */
async function readSection(): Promise<{ install: string; dev: string; app: string }> {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const [, section = ''] = readme.split('## Add it to an Express app');
  const [install = '', dev = ''] = [...section.matchAll(/```sh\n(.+)\n```/g)].map(([, command]) => command);
  const [app] = findSnippets(section);
  return { install, dev, app: app?.code ?? '' };
}

it('the app of the README heals, from the packed packages in an empty folder', async (context) => {
  const { install, dev, app } = await readSection();
  const walk = await startWalk(context);
  const tarballs = await walk.step('pack the packages', async () => packPackages(walk.folder));

  // Packages that are not published yet come from their tarballs, with those that they depend on.
  const names = install.replace('npm install ', '').split(' ');
  expect(names).toEqual(['express', '@authbeat/server', 'authbeat']);
  const published = names.filter((name) => !tarballs.has(name));
  const npm = 'npm install --no-audit --no-fund --no-update-notifier --prefer-offline';
  await walk.run(`${npm} ${[...published, ...tarballs.values()].join(' ')}`);

  // CommonJS gets the same packages, from the first Node that they support.
  await writeFile(join(walk.folder, 'required.cjs'), REQUIRING);
  expect(await walk.run(`npx --yes node@${FIRST_NODE} required.cjs`)).toContain('They can be required.');

  await writeFile(join(walk.folder, 'app.mjs'), app);
  const [command, ...rest] = dev.split(' -- ');
  const flags = [...PORTS, '--token-lifetime', String(TOKEN_LIFETIME)].join(' ');
  const { output, stop } = await walk.start(
    [`${command} ${flags}`, ...rest].join(' -- '),
    'Press Ctrl-C to stop.',
  );
  expect(output()).toContain('My app is installed and enabled.');
  const [issueUrl = ''] = /http:\/\/\S+\/browse\/\S+/.exec(output()) ?? [];

  const responses: string[] = [];
  await walk.step('open the issue, wait until the token has expired, and click "Panel"', async () => {
    const browser = await launchBrowser();
    onTestFinished(async () => browser.close());
    const page = await browser.newPage();
    page.on('response', (response) => {
      const { pathname, port } = new URL(response.url());
      if (port === '18420') responses.push(`${response.request().method()} ${pathname} ${response.status()}`);
    });
    await page.goto(issueUrl);
    // The host's own clock decides: nothing else can be awaited.
    await page.waitForTimeout((TOKEN_LIFETIME + LEEWAY + 1) * 1000);
    await clickButton(page, 'Panel');
    await appFrame(page, 'Panel')
      .getByText(/^Signed in as \S+/)
      .waitFor();
    return responses.join('\n');
  });
  expect(responses).toEqual([
    'GET /panel.html 401',
    'GET /authbeat/recovery.js 200',
    'POST /authbeat/recovery 200',
    'GET /panel.html 200',
    'GET /authbeat/client.js 200',
    'POST /authbeat/session 200',
    'GET /api/me 200',
  ]);
  await walk.step('press Ctrl-C', stop);
  // Nothing was refused on the way.
  expect(output()).not.toContain('[authbeat]');
});
