import { test as base, expect } from '@playwright/test';
import { localHost, type HostPage } from '@authbeat/host/playwright';
import { startExample } from '../harness/system.ts';

const test = base.extend<{ site: HostPage }>(localHost({ app: startExample }));

test('a late panel heals', async ({ site }) => {
  await site.openIssue('AB-1');
  await site.expireTokens();
  await site.clickPanel('Foo');
  await expect(site.frame('Foo').getByText('This panel is signed in.')).toBeVisible();
});
