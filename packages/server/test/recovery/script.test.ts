import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import {
  messageOf,
  recoveryScript,
  stateOf,
  targetOf,
  type RecoveryState,
} from '../../src/recovery/script.ts';

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

interface Scene {
  /** What the bridge does; no bridge at all when it is absent. */
  readonly getToken?: () => Promise<unknown>;
  readonly answer?: () => Promise<{ status: number; json(): Promise<unknown> }>;
  readonly start?: 'auto' | 'manual';
  readonly topLevel?: boolean;
}

/**
 * Runs the script as browsers get it, in a world of its own. A browser runs it in the scenarios of e2e; here
 * it meets what no browser can be made to do.
 */
function play({ getToken, answer, start = 'auto', topLevel = false }: Scene) {
  const working = createElement();
  const problem = createElement();
  const retry = createElement({ hidden: true });
  const bridge = createElement();
  const elements = new Map(Object.entries({ working, problem, retry, 'ac-iframe-options': bridge }));
  const requests: { url: string; body: string }[] = [];
  const visited: string[] = [];
  const timers: (() => void)[] = [];
  const { promise: settled, resolve: settle } = Promise.withResolvers<undefined>();
  const window = {
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
    async fetch(url: string, init: { body: string }) {
      requests.push({ url, body: init.body });
      return answer ? answer() : { status: 200, json: async () => ({ url: '/foo.html?authbeat_ticket=t' }) };
    },
    setTimeout: (callback: () => void) => timers.push(callback),
  };
  if (topLevel) window.parent = window;
  runInNewContext(recoveryScript(), { window, URLSearchParams });
  return { working, problem, retry, bridge, requests, visited, timers, settled, document: window.document };
}

/** Lets everything that is already decided happen. */
async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe('the recovery document', () => {
  it('asks the host, then the app, and goes on to the page without showing a problem', async () => {
    const scene = play({ getToken: async () => 'fresh.token.x' });
    await scene.settled;
    expect(scene.requests).toEqual([
      {
        url: 'https://app.example.com/authbeat/recovery',
        body: 'subject_token=fresh.token.x&url=%2Ffoo.html%3FissueKey%3DAB-1%26jwt%3Dold',
      },
    ]);
    expect(scene.visited).toEqual(['/foo.html?authbeat_ticket=t']);
    expect([scene.working.hidden, scene.problem.textContent, scene.retry.hidden]).toEqual([false, '', true]);
  });

  it.each<[string, Scene, RecoveryState]>([
    [
      'the host is signed out',
      { getToken: async () => Promise.reject(new Error('signed out')) },
      'signed-out',
    ],
    ['the host answers nothing', { getToken: async () => undefined }, 'signed-out'],
    ['it is opened in a tab of its own', { topLevel: true }, 'outside'],
    [
      'the page cannot be recovered',
      { getToken: async () => 't.t.t', answer: async () => ({ status: 401, json: async () => ({}) }) },
      'refused',
    ],
    [
      'the app is out of order',
      { getToken: async () => 't.t.t', answer: async () => ({ status: 503, json: async () => ({}) }) },
      'unavailable',
    ],
    [
      'the network fails',
      { getToken: async () => 't.t.t', answer: async () => Promise.reject(new Error('x')) },
      'unavailable',
    ],
    [
      'the answer leads elsewhere',
      {
        getToken: async () => 't.t.t',
        answer: async () => ({ status: 200, json: async () => ({ url: '//evil.example' }) }),
      },
      'refused',
    ],
  ])('says what to do when %s', async (_name, scene, state) => {
    const { working, problem, retry, visited, bridge, document } = play(scene);
    bridge.fire('error');
    await settle();
    const message = messageOf(state);
    expect(problem.textContent).toBe(message.text);
    expect([working.hidden, retry.hidden]).toEqual([true, !message.retry]);
    expect(document.title).toBe(message.text);
    expect(visited).toEqual([]);
  });

  it.each<[string, Scene]>([
    ['the bridge never answers', { getToken: async () => new Promise(() => undefined) }],
    ['the bridge is never loaded', {}],
  ])('does not wait for ever when %s', async (_name, scene) => {
    const { problem, timers } = play(scene);
    await settle();
    expect(problem.textContent).toBe('');
    for (const fire of timers) fire();
    await settle();
    expect(problem.textContent).toBe(messageOf('silent').text);
  });

  it('waits for the bridge to be loaded', async () => {
    const { bridge, problem } = play({});
    await settle();
    expect(problem.textContent).toBe('');
    bridge.fire('load');
    await settle();
    expect(problem.textContent).toBe(messageOf('silent').text);
  });

  it('tries again when asked to, one try at a time', async () => {
    let signedIn = false;
    const scene = play({
      getToken: async () => (signedIn ? 't.t.t' : Promise.reject(new Error('signed out'))),
    });
    await settle();
    signedIn = true;
    scene.retry.fire('click');
    scene.retry.fire('click');
    await scene.settled;
    expect(scene.requests).toHaveLength(1);
    expect(scene.retry.hidden).toBe(false);
  });

  it('leaves it to a person when it has failed before', async () => {
    const scene = play({ getToken: async () => 't.t.t', start: 'manual' });
    await settle();
    expect(scene.requests).toEqual([]);
    expect(scene.problem.textContent).toBe(messageOf('tired').text);
    scene.retry.fire('click');
    await scene.settled;
    expect(scene.requests).toHaveLength(1);
  });

  it('loads everything anew when there is no bridge to ask again', async () => {
    const { retry, bridge, visited } = play({});
    bridge.fire('error');
    await settle();
    retry.fire('click');
    expect(visited).toEqual(['reload']);
  });
});

describe('its pure parts', () => {
  it.each([
    [401, 'refused'],
    [400, 'refused'],
    [429, 'unavailable'],
    [503, 'unavailable'],
  ])('take the status %i for %s', (status, state) => {
    expect(stateOf(status)).toBe(state);
  });

  it.each([
    undefined,
    null,
    {},
    { url: 5 },
    { url: 'https://evil.example' },
    { url: '//evil' },
    { url: '/\\evil' },
  ])('find no target in %j', (answer) => {
    expect(targetOf(answer)).toBeUndefined();
  });
});
