import { describe, expect, it } from 'vitest';
import { ACE } from './apps.ts';
import { describeLatePanel } from './describe-unchanged.ts';
import { checkBehindGateway } from './check-app.ts';
import { usePanels } from './use-panels.ts';

describeLatePanel('atlassian-connect-express', ACE);

describe('an unchanged app on atlassian-connect-express', () => {
  const openPanel = usePanels();

  it('refuses the calls of an open page, without a gateway, as soon as its token has died', async () => {
    const { frame } = await openPanel(ACE);
    const refused = frame.getByText(/, [1-9]\d* refused$/);
    await refused.waitFor();
    expect(await refused.isVisible()).toBe(true);
  });

  it('passes the security test behind a gateway', async () => {
    expect(await checkBehindGateway(ACE)).toEqual({});
  });
});
