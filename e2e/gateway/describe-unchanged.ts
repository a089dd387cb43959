import { describe, expect, it } from 'vitest';
import type { UnchangedApp } from './apps.ts';
import { TOKEN_LIFETIME, usePanels } from './use-panels.ts';

const LIVES = 20;

/** Tests what a gateway does for the late panel of an app that knows nothing of it. */
export function describeLatePanel(name: string, app: UnchangedApp): void {
  describe(`the late panel of an unchanged app on ${name}`, () => {
    const openPanel = usePanels();
    const late = { after: TOKEN_LIFETIME + app.leeway + 1 };

    it('is an error without a gateway', async () => {
      const { responses } = await openPanel(app, late);
      await expect.poll(() => responses.documentsAndPosts()).toEqual(['GET /foo.html 401']);
    });

    it('heals behind one', async () => {
      const { frame, responses } = await openPanel(app, { ...late, gateway: true });
      await frame.getByText('This panel is signed in.').waitFor();
      expect(responses.documentsAndPosts().slice(0, 3)).toEqual([
        'GET /foo.html 401',
        'POST /authbeat/recovery 200',
        'GET /foo.html 200',
      ]);
    });
  });
}

/** Tests what a gateway does for a page that stays open and calls its API with the token that it came with. */
export function describeLongPage(name: string, app: UnchangedApp): void {
  describe(`the open page of an unchanged app on ${name}`, () => {
    const openPanel = usePanels();

    it(`is admitted behind a gateway through ${LIVES} lives of its token`, async () => {
      const { frame } = await openPanel(app, { gateway: true });
      const calls = frame.locator('#calls');
      await calls.waitFor();
      const endsAt = Date.now() + LIVES * TOKEN_LIFETIME * 1000;
      await expect.poll(() => Date.now() > endsAt, { timeout: 120_000, interval: 1000 }).toBe(true);
      const text = (await calls.textContent()) ?? '';
      expect(text).toMatch(/^\d+ admitted, 0 refused$/);
      expect(Number.parseInt(text, 10)).toBeGreaterThan(LIVES);
    });
  });
}
