import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ForgeInstallation, Host } from '@authbeat/host';
import type { AuthbeatOptions } from '@authbeat/server';
import type { FrameLocator, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { FORGE_PAGES, MANIFEST_BASE_URL } from '../harness/pages.ts';
import { appFrame, openNotes } from '../harness/steps.ts';
import type { System } from '../harness/system.ts';
import type { Visit } from '../harness/visit.ts';

const MANIFEST = fileURLToPath(new URL('../../examples/issue-panel/manifest.yml', import.meta.url));
/** `app.id` of the example's manifest. */
export const APP_ID = 'ari:cloud:ecosystem::app/3f2b7c1e-54a0-4c7d-9b52-6a1f0d8e2c94';

/** What the example's server needs besides, to be the remote of a Forge app. */
export const onForge = (host: Host): Partial<AuthbeatOptions> => ({
  forge: { appId: APP_ID, jwksUrl: host.jwksUrl, origins: host.forgeOrigins(APP_ID) },
});

/** Installs the example as a Forge app in the site that has its Connect app already. */
export async function installForge({ host, appUrl }: System): Promise<ForgeInstallation> {
  const directory = await mkdtemp(join(tmpdir(), 'authbeat-forge-pages-'));
  onTestFinished(async () => rm(directory, { recursive: true }));
  const pages = join(directory, 'dist/forge');
  await cp(FORGE_PAGES, pages, { recursive: true });
  for (const name of await readdir(pages, { recursive: true })) {
    if (!name.endsWith('.js')) continue;
    const script = await readFile(join(pages, name), 'utf8');
    await writeFile(join(pages, name), script.replaceAll(MANIFEST_BASE_URL, appUrl));
  }
  return host.installForge(MANIFEST, { directory, remotes: { 'back-end': appUrl } });
}

/** The document of the Forge app in the product's page. */
export const forgeFrame = (page: Page): FrameLocator => page.frameLocator('iframe.forge-frame');

/** Opens the app's page on Forge in a page of its own, beside that on Connect. */
export async function openOnForge({ page, system }: Visit): Promise<Page> {
  const installation = await installForge(system);
  const other = await page.context().newPage();
  await other.goto(installation.pageUrl('notes'));
  await forgeFrame(other).getByText('No notes yet.').waitFor();
  return other;
}

/** Writes a note in the app's page on Connect. */
export async function writeOnConnect(visit: Visit, text: string): Promise<void> {
  await openNotes(visit);
  await write(visit.page, appFrame(visit.page, 'Notes'), text);
}

/** Writes a note in the app's page, and waits until the app has it. */
export async function write(page: Page, frame: FrameLocator, text: string): Promise<void> {
  await frame.getByRole('textbox', { name: /^Note/ }).fill(text);
  const written = page.waitForResponse((response) => response.status() === 201);
  await frame.getByRole('button', { name: 'Write note' }).click();
  await written;
}

/** Signs out of the session of a page, in its own frame. */
export async function signOut(page: Page, appUrl: string): Promise<void> {
  const request = await page.waitForRequest(`${appUrl}/api/notes`);
  const { authorization = '' } = request.headers();
  const status = await request
    .frame()
    .evaluate(
      async ([url, header]) =>
        (await fetch(url, { method: 'DELETE', headers: { authorization: header } })).status,
      [`${appUrl}/authbeat/session`, authorization] as const,
    );
  expect(status).toBe(204);
}

/** Waits until the page tells its user that the session has ended. */
export const signedOut = async (frame: FrameLocator): Promise<void> =>
  frame.getByText('You are signed out.').waitFor();

/** What a person gets who clicks "Download". */
export async function download(page: Page, frame: FrameLocator): Promise<string> {
  const [started] = await Promise.all([
    page.waitForEvent('download'),
    frame.getByRole('button', { name: 'Download' }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await started.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
