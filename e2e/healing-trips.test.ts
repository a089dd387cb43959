import { describe, expect, it } from 'vitest';
import { A_QUARTER_OF_AN_HOUR, clickButton, content, openIssue } from './harness/steps.ts';
import { useVisits, type Visit } from './harness/visit.ts';

/** Where the local host records what frames do. No other host has such an endpoint. */
const TIMELINE_PATH = '/host/frame';
/** Immutable: a browser loads it once. The driver has switched the browser's cache off. */
const SCRIPT = '/authbeat/recovery.js';

/** What opening a panel asks of the app and of the host. */
interface Opening {
  readonly app: readonly string[];
  readonly host: readonly string[];
}

async function openPanel(visit: Visit, isExpired: boolean): Promise<Opening> {
  const { page, system, responses } = visit;
  await openIssue(visit);
  if (isExpired) system.clock.advance(A_QUARTER_OF_AN_HOUR);
  const before = responses.below('/').length;
  const host: string[] = [];
  page.on('request', (request) => {
    const { origin, pathname } = new URL(request.url());
    // Files do not count.
    if (request.method() !== 'POST' || origin !== new URL(system.host.hostBaseUrl).origin) return;
    if (pathname !== TIMELINE_PATH) host.push(`POST ${pathname}`);
  });
  await clickButton(page);
  await content(page).waitFor();
  page.removeAllListeners('request');
  const app = responses.below('/').slice(before);
  return { app: app.map((line) => line.replace(/ \d+$/, '')).filter((line) => !line.includes(SCRIPT)), host };
}

describe('a panel whose token has expired', () => {
  const open = useVisits();

  it('takes two requests to the app and one to the host more than a fresh one', async () => {
    const visit = await open();
    const fresh = await openPanel(visit, false);
    const expired = await openPanel(visit, true);
    expect(added(expired.app, fresh.app)).toEqual(['GET /foo.html', 'POST /authbeat/recovery']);
    expect(added(expired.host, fresh.host)).toEqual(['POST /host/token']);
  });
});

/** The requests of the first list that the second does not have. */
function added(more: readonly string[], fewer: readonly string[]): readonly string[] {
  const names = more.toSorted();
  for (const name of fewer) names.splice(names.indexOf(name), names.includes(name) ? 1 : 0);
  return names;
}
