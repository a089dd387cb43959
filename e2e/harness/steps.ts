import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { Visit } from './visit.ts';

/** Longer than a host token of production lives. */
export const A_QUARTER_OF_AN_HOUR = 16 * 60;

/** The lifetime of a session by default, in seconds. */
export const SESSION_LIFETIME = 900;

/** Opens an issue and waits until the app's button is there. */
export async function openIssue({ page, system }: Visit, key = 'AB-1'): Promise<void> {
  await page.goto(system.host.issueUrl(key));
  await button(page, 'Foo').waitFor();
}

/** Opens the app's page for the whole site and waits until it is signed in. */
export async function openNotes({ page, system }: Visit): Promise<void> {
  await page.goto(system.host.pageUrl(system.installation, 'notes-page'));
  await appFrame(page, 'Notes').getByText('No notes yet.').waitFor();
}

export async function clickButton(page: Page, name = 'Foo'): Promise<void> {
  await button(page, name).click();
}

/** Clicks several buttons within one turn of the page's event loop; a mouse can only be at one place. */
export async function clickAtOnce(page: Page, names: readonly string[]): Promise<void> {
  await page.locator('button').evaluateAll((buttons, wanted) => {
    for (const each of buttons) if (wanted.includes(each.textContent.trim())) (each as HTMLElement).click();
  }, names);
}

/** The document in the frame of that name. */
export function appFrame(page: Page, name = 'Foo'): FrameLocator {
  return page.getByRole('region', { name }).frameLocator('iframe');
}

/** The field in which a note is typed. */
export function noteField(page: Page): Locator {
  return appFrame(page, 'Notes').getByRole('textbox', { name: /^Note/ });
}

/** What tells that the app's panel is there, signed in, with its data. */
export function content(page: Page, name = 'Foo'): Locator {
  return appFrame(page, name).getByText('This panel is signed in.');
}

function button(page: Page, name: string): Locator {
  return page.getByRole('button', { name, exact: true });
}
