import { describe, expect, it } from 'vitest';
import { takeOverClock } from './harness/pass-time.ts';
import { useVisits, type VisitOptions } from './harness/visit.ts';
import {
  A_QUARTER_OF_AN_HOUR,
  appFrame,
  clickButton,
  content,
  noteField,
  openIssue,
  openNotes,
  SESSION_LIFETIME,
} from './harness/steps.ts';

const FAST: VisitOptions = { authbeat: { recovery: { bridgeTimeout: 1 } } };

describe.each([
  { host: 'is signed out', behaviour: 'signed-out', loads: 1 },
  // The next document loads the bridge again.
  { host: 'never responds', behaviour: 'silent', loads: 2 },
] as const)('a late panel while the host $host', ({ behaviour, loads }) => {
  const open = useVisits();

  it('says so, waits for a person, and heals when asked again', async () => {
    const visit = await open(FAST);
    await openIssue(visit);
    visit.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    visit.system.host.bridge.behaviour = behaviour;

    await clickButton(visit.page);
    const message = appFrame(visit.page)
      .getByRole('alert')
      .filter({ hasText: /try again/i });
    const retry = appFrame(visit.page).getByRole('button', { name: 'Try again' });
    await message.waitFor();
    await visit.page.waitForLoadState('networkidle');
    expect(visit.responses.documentsAndPosts()).toEqual(['GET /foo.html 401']);

    await retry.click();
    await expect.poll(() => visit.responses.documentsAndPosts(), { timeout: 30_000 }).toHaveLength(loads);
    await message.waitFor();
    await visit.page.waitForLoadState('networkidle');
    expect(visit.responses.documentsAndPosts()).toEqual(Array(loads).fill('GET /foo.html 401'));

    visit.system.host.bridge.behaviour = 'fresh';
    await retry.click();
    await content(visit.page).waitFor();
  });
});

describe('a late panel whose document the host has forgotten', () => {
  const open = useVisits();

  it('heals when asked again', async () => {
    const visit = await open(FAST);
    await openIssue(visit);
    visit.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    visit.system.host.bridge.behaviour = 'silent';
    await clickButton(visit.page);
    const frame = appFrame(visit.page);
    const retry = frame.getByRole('button', { name: 'Try again' });
    await retry.waitFor();

    visit.system.host.bridge.behaviour = 'fresh';
    // The bridge reports the end of its document to the host, which sends it nothing from then on.
    await frame.locator('body').evaluate(() => dispatchEvent(new Event('unload')));
    await retry.click();
    await content(visit.page).waitFor();
    expect(visit.responses.below('/foo.html')).toEqual([
      'GET /foo.html 401',
      'GET /foo.html 401',
      'GET /foo.html 200',
    ]);
  });
});

describe('a late panel that waits for a click after quick reloads', () => {
  const open = useVisits();
  const PATIENCE = { timeout: 60_000 };

  it('heals by one click once the host, which was silent, responds again', async () => {
    const visit = await open(FAST);
    await openIssue(visit);
    visit.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    await clickButton(visit.page);
    const frame = appFrame(visit.page);
    const statuses = () => visit.responses.below('/foo.html').map((line) => line.slice(-3));
    const expected = ['401', '200'];
    for (const healed of [['200'], ['200'], []]) {
      await content(visit.page).waitFor(PATIENCE);
      await expect.poll(statuses, PATIENCE).toEqual(expected);
      await frame.locator('body').evaluate(() => location.reload());
      expected.push('401', ...healed);
      await expect.poll(statuses, PATIENCE).toEqual(expected);
    }
    visit.system.host.bridge.behaviour = 'silent';
    const retry = frame.getByRole('button', { name: 'Try again' });
    await retry.click(PATIENCE);
    await frame.getByRole('alert').filter({ hasText: 'did not respond' }).waitFor(PATIENCE);
    visit.system.host.bridge.behaviour = 'fresh';
    await retry.click(PATIENCE);
    await content(visit.page).waitFor(PATIENCE);
    expect(statuses()).toEqual([...expected, '401', '200']);
  });
});

describe.each([
  { host: 'is signed out', behaviour: 'signed-out' },
  { host: 'never responds', behaviour: 'silent' },
] as const)('a long page while the host $host', ({ behaviour }) => {
  const open = useVisits();

  it('keeps the form, says what is wrong, and goes on when asked again', async () => {
    const visit = await open({ authbeat: { hostProofMaxAge: SESSION_LIFETIME } });
    const pass = await takeOverClock(visit);
    await openNotes(visit);
    const frame = appFrame(visit.page, 'Notes');
    await noteField(visit.page).fill('Half a sentence, to be');
    visit.system.host.bridge.behaviour = behaviour;

    const retry = frame.getByRole('button', { name: 'Try again' });
    while (!(await retry.isVisible())) await pass(60);
    expect(await noteField(visit.page).inputValue()).toBe('Half a sentence, to be');

    // While its timers stand still and the host cannot help, only the click can take the message away. The clock runs on
    // until it is paused: the time to pause at has to be further away than a slow machine takes.
    const { clock } = visit.page;
    await clock.pauseAt(await visit.page.evaluate(() => Date.now() + 60_000));
    await retry.click();
    await retry.waitFor({ state: 'detached' });
    visit.system.host.bridge.behaviour = 'fresh';
    await clock.resume();
    await frame.getByRole('button', { name: 'Write note' }).click();
    await frame.getByText('AB-1 · 712020:ada').waitFor();
    expect(visit.responses.below('/notes.html')).toEqual(['GET /notes.html 200']);
  });
});
