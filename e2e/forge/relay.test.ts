import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Frame } from 'playwright-core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { System } from '../harness/system.ts';
import { useVisits, type Visit } from '../harness/visit.ts';
import { APP_ID, onForge } from './forge-visit.ts';

async function bundle(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../fixtures/${name}.ts`, import.meta.url))],
    conditions: ['authbeat-source'],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
  });
  return outputFiles.map(({ text }) => text).join('');
}

/** The same server under another name, and so at another origin. */
const elsewhere = (appUrl: string): string => appUrl.replace('127.0.0.1', 'localhost');

/** A page that keeps every message that it gets. */
const listening = (attributes = '', script = ''): string =>
  `<!doctype html><html ${attributes}><title>Frame</title><body><script>
    var received = []; addEventListener('message', ({ data }) => received.push(data));</script>${script}</body></html>`;

const countReceived = async (frame: Frame): Promise<number> =>
  frame.evaluate(() => (Reflect.get(globalThis, 'received') as unknown[]).length);

describe('a page of the app, nested in Custom UI', () => {
  const open = useVisits();
  let scripts: { shell: string; nested: string };
  beforeAll(async () => {
    const [shell, nested] = await Promise.all([bundle('relay-shell'), bundle('relay-nested')]);
    scripts = { shell, nested };
  });

  /** The site with the app, whose nested page trusts the app's own shell alone. */
  async function visitSite(): Promise<Visit> {
    return open({
      onHost: onForge,
      extend(app, { host }) {
        const [shell = ''] = host.forgeOrigins(APP_ID);
        app.get('/nested.js', (_request, response) => void response.type('js').send(scripts.nested));
        app.get('/nested.html', (_request, response) => {
          response.send(listening(`data-shell="${shell}"`, '<script src="/nested.js"></script>'));
        });
        app.get(['/sibling.html', '/evil.html'], (_request, response) => void response.send(listening()));
        app.get('/evil-shell.html', ({ headers }, response) => {
          const appUrl = `http://${headers.host?.replace('localhost', '127.0.0.1')}`;
          response.send(listening('', `<iframe name="nested" src="${appUrl}/nested.html"></iframe>`));
        });
      },
    });
  }

  async function openShell({ page, system }: Visit): Promise<void> {
    await page.goto((await installShell(system)).pageUrl('shell'));
  }

  async function installShell({ host, appUrl }: System) {
    const directory = await mkdtemp(join(tmpdir(), 'authbeat-shell-'));
    onTestFinished(async () => rm(directory, { recursive: true }));
    await mkdir(join(directory, 'shell'));
    await writeFile(join(directory, 'shell/shell.js'), scripts.shell);
    await writeFile(
      join(directory, 'shell/index.html'),
      `<!doctype html><html data-app="${appUrl}"><title>Shell</title><body><script src="shell.js"></script></body></html>`,
    );
    const manifest = {
      app: { id: APP_ID },
      modules: { 'jira:globalPage': [{ key: 'shell', title: 'Shell', resource: 'shell' }] },
      resources: [{ key: 'shell', path: 'shell' }],
      remotes: [{ key: 'back-end', baseUrl: appUrl }],
      permissions: { external: { frames: [{ remote: 'back-end' }, elsewhere(appUrl)] } },
    };
    return host.installForge(manifest, { directory });
  }

  const frameNamed = async ({ page }: Visit, name: string): Promise<Frame> => {
    await expect.poll(() => page.frames().some((frame) => frame.name() === name)).toBe(true);
    const frame = page.frame({ name });
    if (!frame) throw new Error(`There is no frame named ${name}.`);
    await frame.waitForLoadState();
    return frame;
  };

  it('gets its session from the page around it, and its sibling gets none', async () => {
    const visit = await visitSite();
    await openShell(visit);
    const nested = await frameNamed(visit, 'nested');
    await nested.getByText('notes: 200').waitFor();

    const sibling = await frameNamed(visit, 'sibling');
    await sibling.evaluate(() => parent.postMessage({ authbeat: 1 }, '*'));
    await nested.evaluate(() => location.reload());
    // The text alone may still be that of the document before.
    await expect
      .poll(() => visit.responses.below('/authbeat/session'))
      .toEqual(Array(2).fill('POST /authbeat/session 200'));
    await nested.getByText('notes: 200').waitFor();
    expect(await countReceived(sibling)).toBe(0);
  });

  it('is given nothing once its frame shows a page of another origin', async () => {
    const visit = await visitSite();
    await openShell(visit);
    const nested = await frameNamed(visit, 'nested');
    await nested.getByText('notes: 200').waitFor();
    await nested.goto(`${elsewhere(visit.system.appUrl)}/evil.html`);
    await nested.evaluate(() => parent.postMessage({ authbeat: 1 }, '*'));
    // A message that the shell responds to would come before this one has gone round.
    await nested.evaluate(async () => new Promise((resolve) => setTimeout(resolve, 500)));
    expect(await countReceived(nested)).toBe(0);
    expect(visit.responses.below('/authbeat/session')).toHaveLength(1);
  });

  it('asks no page of another origin around it, and takes no session from there', async () => {
    const visit = await visitSite();
    const { page, system } = visit;
    await page.goto(`${elsewhere(system.appUrl)}/evil-shell.html`);
    const nested = await frameNamed(visit, 'nested');
    await page.evaluate(() => {
      const grant = { token: 'of-an-attacker', expiresIn: 900 };
      for (const authbeat of [1, 2, 3]) frames[0]?.postMessage({ authbeat, grant }, '*');
    });
    await expect.poll(async () => countReceived(nested)).toBe(3);
    expect(await nested.locator('body').innerText()).not.toContain('active');
    expect(await countReceived(page.mainFrame())).toBe(0);
    expect(visit.responses.below('/api/')).toEqual([]);
  });
});
