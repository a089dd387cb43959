import { describe, expect, it } from 'vitest';
import { frameOf, pageRequests, useHostVisit } from './host-visit.ts';

describe('the faults on the page of a host', () => {
  const visit = useHostVisit();

  it('are started in the menu, apply to the page that is open, and are lifted in the list', async () => {
    const { host, app, page } = visit();
    await page.goto(host.issueUrl());
    await frameOf(page, 'Side');
    await page.getByLabel('Fault', { exact: true }).selectOption('expired');
    const renewed = page.waitForResponse((response) => response.url().endsWith('/host/faults'));
    await page.getByRole('button', { name: 'Start' }).click();
    await renewed;
    await page.getByRole('button', { name: 'Foo', exact: true }).click();
    await frameOf(page, 'Foo');
    expect(Number(pageRequests(app).at(-1)?.claims['exp'])).toBeLessThan(Date.now() / 1000 - 800);

    await page.getByRole('button', { name: 'Lift expired' }).click();
    await page.getByRole('button', { name: 'Lift expired' }).waitFor({ state: 'detached' });
    expect(host.faults.active).toEqual([]);
  });

  it('take a value, and say why it cannot be used', async () => {
    const { host, page } = visit();
    await page.goto(host.issueUrl());
    await page.getByLabel('Fault', { exact: true }).selectOption('life');
    await page.getByLabel('Value of the fault').fill('soon');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('alert').getByText('must be a number of seconds').waitFor();
    await page.getByLabel('Fault', { exact: true }).selectOption('slow');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('alert').getByText('its network cannot fail').waitFor();
    expect(await page.getByRole('alert').count()).toBe(1);
    await page.getByLabel('Fault', { exact: true }).selectOption('life');
    await page.getByLabel('Value of the fault').fill('3');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('life=3', { exact: true }).waitFor();
    expect(host.tokenLifetimes).toMatchObject({ iframe: 3, context: 3 });
  });

  it('browser-clock: documents of the host and of the app have the wrong time', async () => {
    const { host, page } = visit();
    await page.goto(`${host.issueUrl()}?fault=browser-clock=-7200`);
    const frame = await frameOf(page, 'Side');
    for (const shown of [page, frame]) {
      const time = await shown.evaluate(() => [Date.now(), new Date().getTime()]);
      for (const ms of time) expect(Math.round((ms - Date.now()) / 600_000)).toBe(-12);
    }
    expect(page.url()).toBe(host.issueUrl());
  });
});
