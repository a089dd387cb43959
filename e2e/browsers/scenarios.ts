import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ColorScheme, EngineBrowser, Tab } from '../engines/engine.ts';
import { findEngine, type EngineName } from '../engines/find.ts';
import { launchEngine } from '../engines/launch.ts';
import { PATIENCE } from '../engines/wait.ts';
import { A_QUARTER_OF_AN_HOUR } from '../harness/steps.ts';
import type { SystemOptions } from '../harness/system.ts';
import { startPanelSystem, type PanelSystem } from './panel.ts';

const SIGNED_IN = 'This panel is signed in.';
const BACKGROUNDS: Readonly<Record<ColorScheme, string>> = {
  light: 'rgb(255, 255, 255)',
  dark: 'rgb(29, 33, 37)',
};
const FRAMES = 6;
const LIFETIMES = 200;
/** Engines that keep partitioned cookies: docs/browsers.md. */
const KEEP_COOKIES: ReadonlySet<EngineName> = new Set(['chromium', 'firefox']);
/** How much more memory may be in use late: only Chromium can be asked to collect garbage first. */
const GROWTH: Readonly<Record<EngineName, number>> = { chromium: 1.1, firefox: 1.5, webkit: 1.25 };
/**
 * The size in bytes up to which a browser may grow at any time. WebKit's process reaches about 1 GB in steps, after 50
 * lifetimes or after 200, and stays there.
 */
const OWN_SIZE: Readonly<Record<EngineName, number>> = { chromium: 0, firefox: 0, webkit: 1_200_000_000 };
/** On a busy machine. */
const SOON = { timeout: PATIENCE, interval: 100 };
/** For many lifetimes of sessions, however slow the machine is. */
const LONG = { timeout: 580_000, interval: 100 };

interface Opened {
  readonly browser: EngineBrowser;
  readonly system: PanelSystem;
  readonly tab: Tab;
}

interface OpenOptions extends SystemOptions {
  /** How many panels are open beside the issue. Defaults to 0. */
  readonly panels?: number;
  /** Defaults to an issue. */
  readonly url?: (system: PanelSystem) => string;
  readonly colorScheme?: ColorScheme;
}

/** What people do with an app in Jira, in a browser of this engine. */
export function describeEngine(engine: EngineName): void {
  describe.skipIf(findEngine(engine) === undefined)(`an app in ${engine}`, () => {
    const open = useEngine(engine);

    /** A late panel whose host is signed out: the recovery document waits for a person. */
    async function openWaitingPanel(options?: OpenOptions): Promise<Opened> {
      const opened = await open(options);
      const { system, tab } = opened;
      system.clock.advance(A_QUARTER_OF_AN_HOUR);
      system.host.bridge.behaviour = 'signed-out';
      await tab.page.clickButton('Foo');
      await tab.frame('Foo').waitForText('Try again');
      return opened;
    }

    it('heals a late panel, whose token expired before the click', async () => {
      const { system, tab } = await open();
      system.clock.advance(A_QUARTER_OF_AN_HOUR);
      await tab.page.clickButton('Foo');
      await tab.frame('Foo').waitForText(SIGNED_IN);
      expect(system.responses.filter((line) => /html|POST \/authbeat\/[rs]/.test(line))).toEqual([
        'GET /foo.html 401',
        'POST /authbeat/recovery 200',
        'GET /foo.html 200',
        'POST /authbeat/session 200',
      ]);
    });

    it('keeps a long page signed in for ten lifetimes, with a half-typed form still half-typed', async () => {
      const { system, tab } = await open({
        authbeat: { sessionLifetime: 2, leeway: 0 },
        url: ({ host, installation }) => host.pageUrl(installation, 'notes-page'),
      });
      const notes = tab.frame('Notes');
      await notes.waitForText('No notes yet.');
      await notes.click('textarea');
      await tab.type('Half a sentence');
      const sessions = (): number => count(system, 'POST /authbeat/session 200');
      await vi.waitFor(() => expect(sessions()).toBeGreaterThan(10), LONG);
      expect(await notes.run(() => document.querySelector('textarea')?.value, null)).toBe('Half a sentence');
      expect(count(system, 'GET /notes.html 200')).toBe(1);
      expect(system.responses.filter((line) => / [45]\d\d$/.test(line))).toEqual([]);
      await notes.clickButton('Write note');
      await notes.waitForText('AB-1 · 712020:ada');
    });

    it('signs out in every frame of the page, and back in by the reconnect line', async () => {
      const { system, tab } = await open({ panels: 2 });
      const [one, two] = [tab.frame('Panel 1'), tab.frame('Panel 2')];
      await one.waitForText('Session: active');
      await two.waitForText('Session: active');
      await one.clickButton('Sign out');
      await one.waitForText('You are signed out.');
      await two.waitForText('Session: signedout');
      await two.waitForText('You are signed out.');
      await vi.waitFor(() => expect(count(system, 'DELETE /authbeat/session 204')).toBeGreaterThan(0), SOON);
      await two.clickButton('Reconnect');
      await two.waitForText('Session: active');
      await two.clickButton('Load');
      await two.waitForText('Loaded by 712020:ada');
    });

    it('shows the reconnect line when the host does not help, and goes on when it does again', async () => {
      const { system, tab } = await open({ panels: 1 });
      const panel = tab.frame('Panel 1');
      await panel.waitForText('Session: active');
      system.host.bridge.behaviour = 'signed-out';
      system.clock.advance(5 * A_QUARTER_OF_AN_HOUR);
      await panel.clickButton('Load');
      await panel.waitForText('The connection is lost.');
      // The line stays while the host does not help: the client also tries by itself.
      await panel.clickButton('Reconnect');
      system.host.bridge.behaviour = 'fresh';
      await panel.waitForText('Session: active');
      await panel.clickButton('Load');
      await panel.waitForText('Loaded by 712020:ada');
      expect(count(system, 'GET /panel.html 200')).toBe(1);
    });

    it('downloads a file and follows events by tickets, each of which works once', async () => {
      const { system, tab } = await open({ panels: 1 });
      const panel = tab.frame('Panel 1');
      await panel.waitForText('Session: active');
      await panel.clickButton('Download');
      await vi.waitFor(() => expect(system.responses).toContain('GET /panel/api/report.csv 200'), SOON);
      await panel.clickButton('Follow');
      await panel.waitForText('Event of connection 1');
      system.dropEvents();
      await panel.waitForText('Event of connection 2');
      expect(count(system, 'POST /authbeat/ticket 200')).toBe(3);
    });

    it.each(['dark', 'light'] as const)('shows the recovery document in %s', async (colorScheme) => {
      const { tab } = await openWaitingPanel({ colorScheme });
      const background = tab.frame('Foo').run(() => getComputedStyle(document.body).backgroundColor, null);
      expect(await background).toBe(BACKGROUNDS[colorScheme]);
    });

    it('tells a screen reader what happened and what to do', async () => {
      const { tab } = await openWaitingPanel();
      const panel = tab.frame('Foo');
      // Its name is what is read aloud: WebKit's driver cannot look it up, and a person there reads the same text.
      await panel.waitForRole?.('alert');
      await panel.waitForRole?.('button', 'Try again');
      await panel.waitForText('Try again');
      const announced = await panel.run(() => document.querySelector('[role=alert]')?.textContent, null);
      expect(announced).toMatch(/signed out.*try again/is);
    });

    it('heals by the keyboard alone', async () => {
      const { system, tab } = await openWaitingPanel();
      system.host.bridge.behaviour = 'fresh';
      await tab.frame('Foo').click('main');
      await tab.press('Tab');
      await tab.press('Enter');
      await tab.frame('Foo').waitForText(SIGNED_IN);
      expect(count(system, 'GET /foo.html 401')).toBe(1);
    });

    it('reloads a frame from the menu of the host’s page, and heals it', async () => {
      const { system, tab } = await open();
      await tab.page.clickButton('Foo');
      await tab.frame('Foo').waitForText(SIGNED_IN);
      system.clock.advance(A_QUARTER_OF_AN_HOUR);
      await tab.page.click('summary[aria-label="Actions of Foo"]');
      await tab.whileReloading(async () => tab.page.clickButton('Reload frame'));
      await vi.waitFor(() => expect(count(system, 'GET /foo.html 200')).toBe(2), SOON);
      await tab.frame('Foo').waitForText(SIGNED_IN);
      expect(count(system, 'GET /foo.html 401')).toBe(1);
      await tab.page.waitForText('Foo: the bridge connected.');
    });

    it('keeps a session in a partitioned cookie, or says that it cannot', async () => {
      const { system, tab } = await open({ panels: 1, authbeat: { transport: 'cookie' } });
      const panel = tab.frame('Panel 1');
      await panel.waitForText('Session: active');
      await panel.clickButton('Load');
      const kept = KEEP_COOKIES.has(engine);
      if (kept) await panel.waitForText('Loaded by 712020:ada');
      else {
        await panel.waitForText('Load failed: Error: authbeat: cookies_blocked');
        await panel.waitForText('Session: failed cookies_blocked.');
        await panel.waitForText('The connection is lost.');
      }
      expect(await panel.run(() => document.cookie, null)).toBe('');
      expect(count(system, 'GET /panel/api/me 200')).toBe(kept ? 1 : 0);
    });

    it(`keeps ${FRAMES} frames signed in for ${LIFETIMES} lifetimes, in memory that does not grow`, async () => {
      const { browser, system, tab } = await open({
        panels: FRAMES,
        // Six frames that renew every second are more than one account may.
        authbeat: { sessionLifetime: 1, leeway: 0, limits: false },
      });
      const liveThrough = async (lifetimes: number): Promise<number> => {
        const sessions = FRAMES * lifetimes;
        await vi.waitFor(
          () => expect(count(system, 'POST /authbeat/session 200')).toBeGreaterThanOrEqual(sessions),
          LONG,
        );
        return browser.memory();
      };
      const early = await liveThrough(LIFETIMES / 2);
      const late = await liveThrough(LIFETIMES);
      expect(late).toBeLessThan(Math.max(early * GROWTH[engine] + 5_000_000, OWN_SIZE[engine]));
      expect(system.responses.filter((line) => / [45]\d\d$/.test(line))).toEqual([]);
      expect(count(system, 'GET /panel.html 200')).toBe(FRAMES);
      for (let panel = 1; panel <= FRAMES; panel += 1) {
        await tab.frame(`Panel ${panel}`).clickButton('Load');
        await tab.frame(`Panel ${panel}`).waitForText('Loaded by 712020:ada');
      }
    });
  });
}

/** One browser for all tests, and for each a system and a tab that end with the test. */
function useEngine(engine: EngineName): (options?: OpenOptions) => Promise<Opened> {
  let browser: EngineBrowser;
  const endings: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    browser = await launchEngine(engine);
  });
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) await end();
  });
  afterAll(async () => browser.close());

  return async ({ panels = 0, url, colorScheme = 'light', ...options } = {}) => {
    const system = await startPanelSystem(panels, options);
    endings.push(async () => system.close());
    if (colorScheme !== browser.colorScheme) {
      await browser.close();
      browser = await launchEngine(engine, colorScheme);
    }
    const tab = await browser.openTab();
    endings.push(async () => tab.close());
    await tab.open(url?.(system) ?? system.host.issueUrl('AB-1'));
    return { browser, system, tab };
  };
}

function count({ responses }: PanelSystem, line: string): number {
  return responses.filter((each) => each === line).length;
}
