import { describe, expect, it } from 'vitest';
import { CONFLUENCE_MODULES } from '../../packages/host/test/modules/public-apps.ts';
import { frameIn, frameOf, pageRequests, useHostVisit } from './host-visit.ts';
import { run } from './run.ts';

describe('the modules of Confluence', () => {
  const visit = useHostVisit({ product: 'confluence', modules: CONFLUENCE_MODULES });

  it('stand in the body and the byline of a page', async () => {
    const { app, host, page } = visit();
    await page.goto(host.contentUrl());
    const macro = await frameOf(page, 'Diagram');
    expect(await run(macro, `return (await AP.context.getContext()).confluence`)).toMatchObject({
      content: { id: '20001', type: 'page' },
      space: { key: 'DOC' },
      macro: { outputType: 'display' },
    });
    expect(await run(macro, `return AP.context.getToken()`)).toMatch(/^eyJ/);
    const cacheable = await frameOf(page, 'Plain macro');
    expect(new URL(cacheable.url()).search).toBe('');
    expect(await run(cacheable, `return AP.context.getToken()`)).toMatch(/^eyJ/);
    const fixed = page.getByRole('region', { name: 'Static text' });
    await fixed
      .frameLocator('iframe')
      .getByText(/Request \d/)
      .waitFor();
    await expect.poll(async () => (await fixed.locator('iframe').boundingBox())?.height).toBeGreaterThan(400);

    await page.getByRole('button', { name: 'Reviewed' }).click();
    await frameIn(page.getByRole('dialog', { name: 'Reviewed' }), 'Reviewed');
    expect(pageRequests(app).at(-1)?.url).toContain('/byline.html?content=20001');
  });

  it('keep their titles on a narrow screen', async () => {
    const { host, page } = visit();
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(host.contentUrl());
    const title = page.getByRole('region', { name: 'Diagram' }).getByRole('heading');
    const hidden = await title.evaluate((heading) => {
      const lifetime = heading.parentElement?.querySelector('.lifetime');
      if (lifetime) lifetime.textContent = 'session alive, renews in 43 s';
      return heading.scrollWidth - heading.clientWidth;
    });
    expect(hidden).toBe(0);
  });

  it('AP.confluence: the editor of a macro saves its parameters and its body', async () => {
    const { host, page } = visit();
    await page.goto(host.contentUrl());
    await frameOf(page, 'Diagram');
    await page.getByRole('button', { name: 'Edit' }).click();
    const editor = await frameIn(page.getByRole('dialog', { name: 'Edit diagram' }), 'editor');
    expect(new URL(editor.url()).pathname).toContain('/diagram-editor.html');
    expect(await run(editor, `return AP.confluence.getMacroData()`)).toEqual({ colour: 'blue' });
    await run(editor, `await AP.confluence.saveMacro({ colour: 'red' }, 'A -> B')`);
    // Later, because the frame that closes is the one that has to return from this call.
    await editor.evaluate(`void setTimeout(() => AP.confluence.closeMacroEditor())`);
    await expect.poll(async () => page.locator('iframe[src*="colour=red"]').count()).toBe(1);
    const macro = await frameOf(page, 'Diagram');
    expect(await run(macro, `return new Promise((resolve) => AP.confluence.getMacroBody(resolve))`)).toBe(
      'A -> B',
    );
  });

  it('AP.confluence: properties of the page, and AP.navigator: where it is', async () => {
    const { host, page } = visit();
    await page.goto(host.contentUrl('20002'));
    const macro = await frameOf(page, 'Diagram');
    expect(
      await run(
        macro,
        `return AP.confluence.setContentProperty({ key: 'state', value: { done: true }, version: { number: 1 } })`,
      ),
    ).toMatchObject({ property: { key: 'state', value: { done: true } } });
    expect(
      await run(macro, `return new Promise((resolve) => AP.confluence.getContentProperty('state', resolve))`),
    ).toMatchObject({ value: { done: true }, version: { number: 1 } });
    expect(await run(macro, `return AP.navigator.getLocation()`)).toEqual({
      target: 'contentview',
      context: { contentId: '20002', contentType: 'page', spaceKey: 'DOC' },
    });
    await Promise.all([
      page.waitForURL(`${host.hostBaseUrl}/spaces/TEAM`),
      macro.evaluate(`void AP.navigator.go('spaceview', { spaceKey: 'TEAM' })`),
    ]);
  });
});
