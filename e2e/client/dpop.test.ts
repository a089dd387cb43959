import type { Request } from 'playwright-core';
import { expect, test } from 'vitest';
import { DPOP_PAGES } from '../harness/pages.ts';
import { takeOverClock } from '../harness/pass-time.ts';
import { useVisits, type Visit } from '../harness/visit.ts';
import { A_QUARTER_OF_AN_HOUR, appFrame, noteField, openNotes } from '../harness/steps.ts';

const start = useVisits();
const OPTIONS = { authbeat: { senderConstrained: 'required' }, pages: DPOP_PAGES } as const;

/** The requests of the page that carry a session. */
function recordSessions({ page }: Visit): Request[] {
  const requests: Request[] = [];
  page.on('request', (request) => {
    if (request.headers()['authorization']?.startsWith('DPoP ')) requests.push(request);
  });
  return requests;
}

/** Waits until the page's polls have been accepted twice more. */
async function pollsGoOn({ responses }: Visit): Promise<void> {
  const accepted = (): number => responses.below('/api/notes').filter((line) => line.endsWith(' 200')).length;
  const before = accepted();
  await expect.poll(accepted, { timeout: 60_000, interval: 100 }).toBeGreaterThan(before + 1);
}

test('a page whose session is bound to its key stays signed in, and keeps its form', async () => {
  const visit = await start(OPTIONS);
  const { page, responses, errors } = visit;
  const pass = await takeOverClock(visit);
  await openNotes(visit);
  await noteField(page).fill('half a sentence');
  for (let renewal = 0; renewal < 2; renewal += 1) {
    await pass(A_QUARTER_OF_AN_HOUR);
    await pollsGoOn(visit);
  }
  expect(responses.below('/authbeat/session').filter((line) => line.endsWith(' 200')).length).toBeGreaterThan(
    2,
  );
  await appFrame(page, 'Notes').getByRole('button', { name: 'Write note' }).click();
  await appFrame(page, 'Notes').getByText('half a sentence').waitFor();
  expect(errors).toEqual([]);
});

test('a session that was copied from a request is useless elsewhere, with its proof as well', async () => {
  const visit = await start(OPTIONS);
  const requests = recordSessions(visit);
  await openNotes(visit);
  await pollsGoOn(visit);
  const stolen = requests.at(-1);
  const { authorization = '', dpop = '' } = (await stolen?.allHeaders()) ?? {};
  const token = authorization.slice('DPoP '.length);
  const attempts: Record<string, string>[] = [
    { authorization },
    { authorization, dpop },
    { authorization: `Bearer ${token}` },
    { authorization: `Bearer ${token}`, dpop },
  ];
  for (const headers of attempts) {
    for (const path of ['/api/notes', '/api/me', '/authbeat/heartbeat', '/authbeat/ticket']) {
      const method = path.startsWith('/api') ? 'GET' : 'POST';
      expect((await fetch(visit.system.appUrl + path, { method, headers })).status).toBe(401);
    }
  }
  // The owner is not disturbed.
  await pollsGoOn(visit);
  expect(visit.errors).toEqual([]);
});

test('a frame that reloads makes a new key and gets a new session', async () => {
  const visit = await start(OPTIONS);
  const requests = recordSessions(visit);
  await openNotes(visit);
  const keyOf = (request: Request | undefined): unknown => {
    const [header = ''] = (request?.headers()['dpop'] ?? '').split('.');
    return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { jwk: unknown }).jwk;
  };
  const before = keyOf(requests.at(-1));
  await visit.page.reload();
  await appFrame(visit.page, 'Notes').getByText('No notes yet.').waitFor();
  await pollsGoOn(visit);
  expect(keyOf(requests.at(-1))).not.toEqual(before);
  expect(visit.errors).toEqual([]);
});

test('a browser whose clock is a day off is signed in all the same', async () => {
  const visit = await start({ ...OPTIONS, browserAhead: 86_400 });
  await openNotes(visit);
  await pollsGoOn(visit);
  expect(visit.errors).toEqual([]);
});
