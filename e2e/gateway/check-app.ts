import { scan } from '@authbeat/scanner';
import { createInstaller } from '../../packages/cli/src/check/create-installer.ts';
import { complaintsOf } from '../check/run-check.ts';
import type { UnchangedApp } from './apps.ts';
import { startSetting } from './start-setting.ts';

/** What `authbeat check --install` complains about in an app behind a gateway that refuses what it does not know. */
export async function checkBehindGateway(app: UnchangedApp): Promise<ReturnType<typeof complaintsOf>> {
  const { host, appUrl } = await startSetting(app, { gateway: true, unknown: 'refuse' });
  const report = await scan({
    descriptorUrl: `${appUrl}/atlassian-connect.json`,
    apis: ['/api/me'],
    installer: createInstaller(host),
  });
  return complaintsOf(report);
}
