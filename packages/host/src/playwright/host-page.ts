import type { FrameLocator, Page } from 'playwright-core';
import type { FaultText } from '../faults/table.ts';
import type { Host } from '../start.ts';

/**
 * A page of a browser that shows a local host.
 *
 * @example
 * ```ts
 * import { startHost } from '@authbeat/host';
 * import { HostPage } from '@authbeat/host/playwright';
 * import type { Page } from 'playwright-core';
 *
 * export async function openLate(page: Page, descriptorUrl: string): Promise<string> {
 *   const host = await startHost();
 *   await host.install(descriptorUrl);
 *   const site = new HostPage(page, host);
 *   await site.openIssue('AB-1');
 *   await site.expireTokens();
 *   await site.clickPanel('Foo');
 *   return site.frame('Foo').locator('body').innerText();
 * }
 * ```
 */
export class HostPage {
  readonly page: Page;
  readonly host: Host;

  constructor(page: Page, host: Host) {
    this.page = page;
    this.host = host;
  }

  /** Opens an issue, and waits until its buttons work. Defaults to the first issue. */
  async openIssue(key?: string): Promise<void> {
    await this.#open(this.host.issueUrl(key));
  }

  /** Opens the page of a module, such as a general page. Its app is the first that has the module. */
  async openModule(moduleKey: string): Promise<void> {
    const installation = this.host.site.installations.find(({ modules }) =>
      modules.some(({ key }) => key === moduleKey),
    );
    if (!installation) throw new Error(`No installed app has a module "${moduleKey}".`);
    await this.#open(this.host.pageUrl(installation, moduleKey));
  }

  /** Clicks the button that opens a panel of an issue. */
  async clickPanel(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  /** The document in the frame of a panel or a page. */
  frame(name: string): FrameLocator {
    return this.page.getByRole('region', { name, exact: true }).frameLocator('iframe');
  }

  /** Lets a quarter of an hour pass for the tokens of frames: those that open or reload now get an expired one. */
  async expireTokens(): Promise<void> {
    await this.startFault('expired');
  }

  /**
   * Starts a fault, and waits until the page that is open knows of it.
   *
   * @throws {FaultError}
   * @throws {InstallationError} when the app refuses a lifecycle call
   */
  async startFault(fault: FaultText): Promise<void> {
    await this.#change(async () => this.host.faults.start(fault));
  }

  /** Lifts all faults, and waits until the page that is open knows of it. */
  async liftFaults(): Promise<void> {
    if (this.host.faults.active.length > 0) await this.#change(async () => this.host.faults.lift());
  }

  async #open(url: string): Promise<void> {
    const connected = this.page.waitForRequest(
      (request) => new URL(request.url()).pathname === '/host/timeline',
    );
    await this.page.goto(url);
    await connected;
  }

  /** The page asks for the active faults after each change. */
  async #change(change: () => Promise<void>): Promise<void> {
    const isOpen = this.page.url().startsWith(`${this.host.hostBaseUrl}/`);
    const known = isOpen
      ? this.page.waitForResponse((response) => response.url().endsWith('/host/faults'))
      : undefined;
    await Promise.all([known, change()]);
  }
}
