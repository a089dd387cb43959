import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { bundle } from '../client/bundle.ts';
import { findEngine } from '../engines/find.ts';
import { startHeadedChromium } from '../engines/headed-chromium.ts';
import { makeTab } from '../engines/playwright.ts';
import { PATIENCE } from '../engines/wait.ts';
import type { SystemOptions } from '../harness/system.ts';
import { startPanelSystem, type PanelSystem } from './panel.ts';

const CACHED_PAGE = fileURLToPath(new URL('cached-page.ts', import.meta.url));
const SOON = { timeout: PATIENCE, interval: 100 };

/** What the headless shell cannot do: in a full Chromium with a window. */
describe.skipIf(findEngine('chromium') === undefined)('a full Chromium with a window', () => {
  const openPage = async (options?: readonly string[]): Promise<Page> => {
    const { profile, close } = await startHeadedChromium(options);
    onTestFinished(close);
    return profile.newPage();
  };
  const start = async (options?: SystemOptions): Promise<PanelSystem> => {
    const system = await startPanelSystem(1, options);
    onTestFinished(async () => system.close());
    return system;
  };

  it('renews the session of a page that the Back button brings back from the cache', async () => {
    const site = await serveCachedPage();
    const page = await openPage();
    await page.goto(`${site.url}/page`);
    await makeTab(page).page.waitForText('Persisted: false. Status: 200.');
    await page.goto(`${site.url}/other`);
    // Longer than the session lives; the cached page does nothing meanwhile.
    await new Promise((resolve) => {
      setTimeout(resolve, 4_000);
    });
    site.endSessions();
    // A page from the cache does not load again.
    await page.goBack({ waitUntil: 'commit' });
    await makeTab(page).page.waitForText('Persisted: true. Status: 200.');
    expect(await page.evaluate(() => document.body.textContent)).not.toMatch(/failed|signedout/);
  });

  it('keeps a hidden page signed in while the browser runs its timers once a minute', async () => {
    const system = await start({ authbeat: { sessionLifetime: 40, leeway: 0 } });
    const page = await openPage();
    await page.goto(system.host.issueUrl('AB-1'));
    const panel = makeTab(page).frame('Panel 1');
    await panel.waitForText('Session: active');
    const front = await page.context().newPage();
    await front.bringToFront();
    await page.waitForFunction(() => document.visibilityState === 'hidden', null, { polling: 100 });
    await panel.run(() => {
      let wakes = 0;
      setInterval(() => {
        wakes += 1;
        document.body.dataset['wakes'] = String(wakes);
      }, 1_000);
    }, null);
    // Once a second in the first minute, then once a minute.
    await new Promise((resolve) => {
      setTimeout(resolve, 150_000);
    });
    const wakes = Number(await panel.run(() => document.body.dataset['wakes'], null));
    expect(wakes).toBeLessThan(75);
    await page.bringToFront();
    await panel.clickButton('Load');
    await panel.waitForText('Loaded by 712020:ada');
    expect(system.responses.filter((line) => / [45]\d\d$/.test(line))).toEqual([]);
  });

  it('goes on after the browser has frozen the page past the end of its session', async () => {
    const system = await start();
    const page = await openPage();
    await page.goto(system.host.issueUrl('AB-1'));
    const panel = makeTab(page).frame('Panel 1');
    await panel.waitForText('Session: active');
    const session = await page.context().newCDPSession(page);
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    system.clock.advance(8 * 60 * 60);
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    // A mouse waits for a frame to be painted, which a driver's thawed page does not do.
    await panel.run(() => document.querySelector('button')?.click(), null);
    await panel.waitForText('Loaded by 712020:ada');
    expect(system.responses.filter((line) => line === 'GET /panel.html 200')).toHaveLength(1);
  });

  it('keeps a session in a partitioned cookie while it blocks third-party cookies', async () => {
    const system = await start({ authbeat: { transport: 'cookie' } });
    const page = await openPage(['--test-third-party-cookie-phaseout']);
    await page.goto(system.host.issueUrl('AB-1'));
    const panel = makeTab(page).frame('Panel 1');
    await panel.clickButton('Load');
    await panel.waitForText('Loaded by 712020:ada');
    const kept = await panel.run(() => {
      document.cookie = 'shared=1; SameSite=None; Secure';
      document.cookie = 'partitioned=1; SameSite=None; Secure; Partitioned';
      return document.cookie;
    }, null);
    expect(kept).toBe('partitioned=1');
  });

  it('signs out across frames where storage is partitioned', async () => {
    const system = await start();
    const page = await openPage();
    await page.goto(system.host.issueUrl('AB-1'));
    const panel = makeTab(page).frame('Panel 1');
    await panel.waitForText('Session: active');
    const other = await page.context().newPage();
    await other.goto(system.host.issueUrl('AB-1'));
    const twin = makeTab(other).frame('Panel 1');
    await twin.waitForText('Session: active');
    await panel.run(() => localStorage.setItem('seen', 'below the host'), null);
    const alone = await page.context().newPage();
    await alone.goto(`${system.appUrl}/panel.js`);
    expect(await alone.evaluate(() => localStorage.getItem('seen'))).toBeNull();
    await page.bringToFront();
    await panel.clickButton('Sign out');
    await twin.waitForText('Session: signedout');
  });

  it('asks before a public site may frame an app on this machine, and never for `authbeat dev`', async () => {
    const system = await start();
    const { port } = new URL(system.host.issueUrl('AB-1'));
    const page = await openPage([`--ip-address-space-overrides=127.0.0.1:${port}=public`]);
    const isLoaded = (): boolean => system.responses.includes('GET /panel.html 200');
    const load = page.goto(system.host.issueUrl('AB-1')).catch(() => {});
    await vi.waitFor(() => expect(page.frames()).toHaveLength(2), SOON);
    const state = page.evaluate(async () => {
      const name = 'loopback-network' as PermissionName;
      return (await navigator.permissions.query({ name })).state;
    });
    expect(await state).toBe('prompt');
    expect(isLoaded()).toBe(false);
    await page.close();
    await load;

    const local = await openPage();
    await local.goto(system.host.issueUrl('AB-1'));
    await makeTab(local).frame('Panel 1').waitForText('Session: active');
    expect(isLoaded()).toBe(true);
  });
});

/** An app of its own, with sessions of 2 s. */
interface CachedSite {
  readonly url: string;
  /** Refuses all sessions so far. */
  readonly endSessions: () => void;
}

/** Serves a page without `no-store`; pages of Authbeat's guard are never cached. */
async function serveCachedPage(): Promise<CachedSite> {
  const script = await bundle(`import ${JSON.stringify(CACHED_PAGE)};`);
  const sessions = new Set<string>();
  let issued = 0;
  const issue = (): string => {
    issued += 1;
    sessions.add(`Bearer ${issued}`);
    return String(issued);
  };
  const server = createServer(({ url, headers }, response) => {
    const isFresh = sessions.has(headers.authorization ?? '');
    if (url === '/script.js') response.setHeader('content-type', 'text/javascript').end(script);
    else if (url === '/token') response.end(issue());
    else if (url === '/api') response.writeHead(isFresh ? 200 : 403).end();
    else {
      const tag = url === '/page' ? '<script type="module" src="/script.js"></script>' : '';
      response.setHeader('content-type', 'text/html').end(`<!doctype html>${tag}<body></body>`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    endSessions: () => sessions.clear(),
  };
}
