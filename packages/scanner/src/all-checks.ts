import { readdirSync } from 'node:fs';
import { inReportOrder, type Check } from './judging/check.ts';

const FOLDER = new URL('checks/', import.meta.url);

/**
 * Every check, in the order of reports: each file of `checks/` exports one.
 *
 * In the published package, `tools/link-checks.ts` has replaced this search by imports, so that bundlers find
 * the checks and the package can be required.
 */
export const CHECKS: readonly Check[] = inReportOrder(await findChecks());

async function findChecks(): Promise<readonly Check[]> {
  const files = readdirSync(FOLDER).filter((name) => /^[a-z-]+\.[jt]s$/.test(name));
  return Promise.all(
    files.map(async (file) => {
      const { check } = (await import(new URL(file, FOLDER).href)) as { readonly check: Check };
      return check;
    }),
  );
}
