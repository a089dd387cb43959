import type { Request } from 'playwright-core';
import { expect, test } from 'vitest';
import { DPOP_PAGES } from '../harness/pages.ts';
import { useStage, type Stage } from '../harness/stage.ts';
import { A_QUARTER_OF_AN_HOUR, appFrame, noteField, openNotes } from '../harness/steps.ts';

const start = useStage();
const OPTIONS = { authbeat: { senderConstrained: 'required' }, pages: DPOP_PAGES } as const;

/** The requests of the page that carry a session. */
function recordSessions({ page }: Stage): Request[] {
  const requests: Request[] = [];
  page.on('request', (request) => {
    if (request.headers()['authorization']?.startsWith('DPoP ')) requests.push(request);
  });
  return requests;
}

/** Waits until the page's polls have been accepted twice more. */
async function pollsGoOn({ answers }: Stage): Promise<void> {
  const accepted = (): number => answers.below('/api/notes').filter((line) => line.endsWith(' 200')).length;
  const before = accepted();
  await expect.poll(accepted, { timeout: 20_000, interval: 100 }).toBeGreaterThan(before + 1);
}

test('a page whose session is bound to its key stays signed in, and keeps its form', async () => {
  const stage = await start(OPTIONS);
  const { page, system, answers, errors } = stage;
  await openNotes(stage);
  await noteField(page).fill('half a sentence');
  for (let renewal = 0; renewal < 2; renewal += 1) {
    system.clock.advance(A_QUARTER_OF_AN_HOUR);
    await pollsGoOn(stage);
  }
  expect(answers.below('/authbeat/session').filter((line) => line.endsWith(' 200')).length).toBeGreaterThan(
    2,
  );
  await appFrame(page, 'Notes').getByRole('button', { name: 'Write note' }).click();
  await appFrame(page, 'Notes').getByText('half a sentence').waitFor();
  expect(errors).toEqual([]);
});

test('a session that was copied from a request is useless elsewhere, with its proof as well', async () => {
  const stage = await start(OPTIONS);
  const requests = recordSessions(stage);
  await openNotes(stage);
  await pollsGoOn(stage);
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
      expect((await fetch(stage.system.appUrl + path, { method, headers })).status).toBe(401);
    }
  }
  // The owner is not disturbed.
  await pollsGoOn(stage);
  expect(stage.errors).toEqual([]);
});

test('a frame that reloads makes a new key and gets a new session', async () => {
  const stage = await start(OPTIONS);
  const requests = recordSessions(stage);
  await openNotes(stage);
  const keyOf = (request: Request | undefined): unknown => {
    const [header = ''] = (request?.headers()['dpop'] ?? '').split('.');
    return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { jwk: unknown }).jwk;
  };
  const before = keyOf(requests.at(-1));
  await stage.page.reload();
  await appFrame(stage.page, 'Notes').getByText('No notes yet.').waitFor();
  await pollsGoOn(stage);
  expect(keyOf(requests.at(-1))).not.toEqual(before);
  expect(stage.errors).toEqual([]);
});

test('a browser whose clock is a day off is signed in all the same', async () => {
  const stage = await start({ ...OPTIONS, browserAhead: 86_400 });
  await openNotes(stage);
  await pollsGoOn(stage);
  expect(stage.errors).toEqual([]);
});
