import { runInNewContext } from 'node:vm';
import { buildRecoveryForm, ENDPOINT_PATHS, FORM_MEDIA_TYPE } from '@authbeat/core';
import { describe, expect, it } from 'vitest';
import { RECOVERY_SCRIPT } from '../../src/recovery/script.ts';

const SIGNED_OUT = 'You are signed out. Sign in to Jira or Confluence again, then try again.';
const SILENT = 'Jira or Confluence did not respond. Try again, or reload the whole page.';
const OUTSIDE = 'This page works inside Jira or Confluence only. Open it from there.';
const REFUSED = 'This page is out of date. Reload the whole page to open it again.';
const UNAVAILABLE = 'This app cannot be reached right now. Try again in a moment.';
const TIRED = 'Signing in again did not work so far. Try again, or reload the whole page.';
/** The problems that another try cannot solve. */
const FINAL: ReadonlySet<string> = new Set([OUTSIDE, REFUSED]);

/** An element, as far as the recovery document uses it. */
function createElement(part: object = {}) {
  const listeners = new Map<string, () => void>();
  return {
    textContent: '' as string | null,
    hidden: false,
    ...part,
    addEventListener(type: string, listener: () => void) {
      listeners.set(type, listener);
    },
    fire(type: string) {
      listeners.get(type)?.();
    },
  };
}

interface Conditions {
  /** What the bridge does. Absent: there is no bridge. */
  readonly getToken?: () => Promise<unknown>;
  /** How the recovery endpoint responds. */
  readonly respond?: () => Promise<{ status: number; json(): Promise<unknown> }>;
  readonly start?: 'auto' | 'manual';
  /** What the document before a reload has left. */
  readonly state?: unknown;
  readonly topLevel?: boolean;
}

const signedIn = async (): Promise<string> => 't.t.t';

/** A recovery endpoint that responds so. */
function responding(status: number, body: unknown = {}): Conditions {
  return { getToken: signedIn, respond: async () => ({ status, json: async () => body }) };
}

/** Runs the script in a context of its own, under conditions that are hard to bring about in a real browser. */
function runScript({ getToken, respond, start = 'auto', topLevel = false, state = null }: Conditions) {
  const working = createElement();
  const problem = createElement();
  const retry = createElement({ hidden: true });
  const bridge = createElement();
  const elements = new Map(Object.entries({ working, problem, retry, 'ac-iframe-options': bridge }));
  const requests: { url: string; type: string | undefined; body: string }[] = [];
  const visited: string[] = [];
  const timers: (() => void)[] = [];
  const { promise: settled, resolve: settle } = Promise.withResolvers<undefined>();
  const history = {
    state,
    replaceState(next: unknown) {
      history.state = next;
    },
  };
  const window = {
    history,
    parent: {} as unknown,
    AP: getToken && { context: { getToken } },
    location: {
      pathname: '/foo.html',
      search: '?issueKey=AB-1&jwt=old',
      replace(url: string) {
        visited.push(url);
        settle(undefined);
      },
      reload: () => visited.push('reload'),
    },
    document: {
      currentScript: createElement({
        src: 'https://app.example.com/authbeat/recovery.js?v=1',
        dataset: { timeout: '8000', start },
      }),
      title: '',
      getElementById: (id: string) => elements.get(id) ?? null,
    },
    async fetch(url: string, { headers, body }: { headers: Record<string, string>; body: string }) {
      requests.push({ url, type: headers['content-type'], body });
      return respond
        ? respond()
        : { status: 200, json: async () => ({ url: '/foo.html?authbeat_ticket=t' }) };
    },
    setTimeout: (callback: () => void) => timers.push(callback),
  };
  if (topLevel) window.parent = window;
  runInNewContext(RECOVERY_SCRIPT, { window, URLSearchParams });
  return {
    working,
    problem,
    retry,
    bridge,
    requests,
    visited,
    timers,
    settled,
    history,
    document: window.document,
  };
}

/** Waits until all settled promises have been handled. */
async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe('the recovery document', () => {
  it('sends requests to the host and the app, and loads the page without showing a problem', async () => {
    const run = runScript({ getToken: async () => 'fresh.token.x' });
    await run.settled;
    expect(run.requests).toEqual([
      {
        url: 'https://app.example.com/authbeat/recovery',
        type: 'application/x-www-form-urlencoded',
        body: 'subject_token=fresh.token.x&url=%2Ffoo.html%3FissueKey%3DAB-1%26jwt%3Dold',
      },
    ]);
    expect(run.visited).toEqual(['/foo.html?authbeat_ticket=t']);
    expect([run.working.hidden, run.problem.textContent, run.retry.hidden]).toEqual([false, '', true]);
  });

  it('sends the request that the protocol describes', async () => {
    const run = runScript({ getToken: async () => 'fresh.token.x' });
    await run.settled;
    expect(ENDPOINT_PATHS.recoveryScript).toBe('/recovery.js');
    expect(run.requests).toEqual([
      {
        url: `https://app.example.com/authbeat${ENDPOINT_PATHS.recovery}`,
        type: FORM_MEDIA_TYPE,
        body: buildRecoveryForm('fresh.token.x', '/foo.html?issueKey=AB-1&jwt=old'),
      },
    ]);
  });

  it.each<[string, Conditions, string]>([
    [
      'the user is signed out of the host',
      { getToken: async () => Promise.reject(new Error('signed out')) },
      SIGNED_OUT,
    ],
    [
      'the bridge throws',
      {
        getToken() {
          throw new Error('signed out');
        },
      },
      SIGNED_OUT,
    ],
    ['the host gives no token', { getToken: async () => undefined }, SIGNED_OUT],
    ['the host gives an empty token', { getToken: async () => '' }, SIGNED_OUT],
    ['it is opened in a tab of its own', { topLevel: true }, OUTSIDE],
    ['the page cannot be recovered', responding(401), REFUSED],
    ['the request is malformed', responding(400), REFUSED],
    ['there are too many requests', responding(429), UNAVAILABLE],
    ['the app fails', responding(500), UNAVAILABLE],
    ['the app is unavailable', responding(503), UNAVAILABLE],
    [
      'the network fails',
      { getToken: signedIn, respond: async () => Promise.reject(new Error('x')) },
      UNAVAILABLE,
    ],
    ['the response is no object', responding(200, null), REFUSED],
    ['the response has no URL', responding(200, {}), REFUSED],
    ['the URL is no text', responding(200, { url: 5 }), REFUSED],
    ['the URL leads elsewhere', responding(200, { url: 'https://evil.example' }), REFUSED],
    ['the URL leads to another host', responding(200, { url: '//evil.example' }), REFUSED],
    ['browsers take the URL for one of another host', responding(200, { url: '/\\evil' }), REFUSED],
  ])('says what to do when %s', async (_name, run, message) => {
    const { working, problem, retry, visited, bridge, document } = runScript(run);
    bridge.fire('error');
    await settle();
    expect(problem.textContent).toBe(message);
    expect([working.hidden, retry.hidden]).toEqual([true, FINAL.has(message)]);
    expect(document.title).toBe(message);
    expect(visited).toEqual([]);
  });

  it.each<[string, Conditions, string]>([
    ['the bridge never settles', { getToken: async () => new Promise(() => undefined) }, SILENT],
    ['the bridge never loads', {}, SILENT],
    [
      'the app never responds',
      { getToken: signedIn, respond: async () => new Promise(() => undefined) },
      UNAVAILABLE,
    ],
  ])('stops waiting when %s', async (_name, run, message) => {
    const { problem, timers } = runScript(run);
    await settle();
    expect(problem.textContent).toBe('');
    for (const fire of timers) fire();
    await settle();
    expect(problem.textContent).toBe(message);
  });

  it('waits for the bridge to be loaded', async () => {
    const { bridge, problem } = runScript({});
    await settle();
    expect(problem.textContent).toBe('');
    bridge.fire('load');
    await settle();
    expect(problem.textContent).toBe(SILENT);
  });

  it('tries again on a click, one try at a time', async () => {
    let getToken = async (): Promise<string> => Promise.reject(new Error('signed out'));
    const run = runScript({ getToken: async () => getToken() });
    await settle();
    getToken = signedIn;
    run.retry.fire('click');
    run.retry.fire('click');
    await run.settled;
    expect(run.requests).toHaveLength(1);
    expect(run.retry.hidden).toBe(false);
  });

  it('waits for a click when earlier attempts have failed', async () => {
    const run = runScript({ getToken: signedIn, start: 'manual' });
    await settle();
    expect(run.requests).toEqual([]);
    expect(run.problem.textContent).toBe(TIRED);
    run.retry.fire('click');
    await run.settled;
    expect(run.requests).toHaveLength(1);
  });

  it('reloads the page on a click when the host was silent, and asks the same bridge after other problems', async () => {
    let getToken = async (): Promise<string> => Promise.reject(new Error('signed out'));
    const run = runScript({ getToken: async () => getToken() });
    await settle();
    getToken = async () => new Promise(() => undefined);
    run.retry.fire('click');
    await settle();
    expect(run.visited).toEqual([]);
    for (const fire of run.timers) fire();
    await settle();
    expect(run.problem.textContent).toBe(SILENT);
    run.retry.fire('click');
    expect(run.visited).toEqual(['reload']);
  });

  it('starts by itself after that reload, also when earlier attempts have failed', async () => {
    const run = runScript({ getToken: async () => new Promise(() => undefined), start: 'manual' });
    run.retry.fire('click');
    await settle();
    for (const fire of run.timers) fire();
    await settle();
    run.retry.fire('click');
    expect(run.visited).toEqual(['reload']);
    const reloaded = runScript({ getToken: signedIn, start: 'manual', state: run.history.state });
    await reloaded.settled;
    expect(reloaded.visited).toEqual(['/foo.html?authbeat_ticket=t']);
  });

  it('waits for a click after a reload that it has not asked for', async () => {
    for (const state of [null, {}, 'other', 1]) {
      const run = runScript({ getToken: signedIn, start: 'manual', state });
      await settle();
      expect([run.requests, run.problem.textContent]).toEqual([[], TIRED]);
    }
  });

  it('reloads the page on a click when the bridge is missing', async () => {
    const { retry, bridge, visited } = runScript({});
    bridge.fire('error');
    await settle();
    retry.fire('click');
    expect(visited).toEqual(['reload']);
  });
});
