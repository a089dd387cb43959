/** What a recovery came to. */
export type RecoveryState = 'signed-out' | 'silent' | 'outside' | 'refused' | 'unavailable' | 'tired';

/** What a person reads, and whether another try can help. */
export interface RecoveryMessage {
  readonly text: string;
  readonly retry: boolean;
}

type HostAnswer = { readonly token: string } | RecoveryState;

/** The part of an element that the recovery document uses. */
interface Part {
  textContent: string | null;
  hidden: boolean;
  readonly dataset?: Readonly<Record<string, string | undefined>>;
  readonly src?: string;
  addEventListener(type: string, listener: () => void): void;
}

/** The part of a browser's window that the recovery document uses. */
export interface RecoveryWindow {
  readonly parent: unknown;
  readonly AP?: { readonly context?: { getToken(): Promise<unknown> } };
  readonly location: {
    readonly pathname: string;
    readonly search: string;
    replace(url: string): void;
    reload(): void;
  };
  readonly document: {
    readonly currentScript: Part | null;
    title: string;
    getElementById(id: string): Part | null;
  };
  fetch(url: string, init: object): Promise<{ readonly status: number; json(): Promise<unknown> }>;
  setTimeout(callback: () => void, milliseconds: number): unknown;
}

/** What an answer of the recovery endpoint means for the person who waits. */
export function stateOf(status: number): RecoveryState {
  return status >= 500 || status === 429 ? 'unavailable' : 'refused';
}

export function messageOf(state: RecoveryState): RecoveryMessage {
  const messages = {
    'signed-out': {
      text: 'You are signed out. Sign in to Jira or Confluence again, then try again.',
      retry: true,
    },
    silent: { text: 'Jira or Confluence did not answer. Try again, or reload the whole page.', retry: true },
    outside: { text: 'This page works inside Jira or Confluence only. Open it from there.', retry: false },
    refused: { text: 'This page is out of date. Reload the whole page to open it again.', retry: false },
    unavailable: { text: 'This app cannot be reached right now. Try again in a moment.', retry: true },
    tired: {
      text: 'Signing in again did not work so far. Try again, or reload the whole page.',
      retry: true,
    },
  };
  return messages[state];
}

/** The URL to go on with, if an answer holds one on this origin. */
export function targetOf(answer: unknown): string | undefined {
  const url: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'url') : undefined;
  return typeof url === 'string' && /^\/(?![/\\])/.test(url) ? url : undefined;
}

/**
 * Heals the page that it runs in. It runs in browsers, as text: everything that it needs comes in its
 * arguments.
 */
export function heal(
  window: RecoveryWindow,
  pure: {
    readonly stateOf: typeof stateOf;
    readonly messageOf: typeof messageOf;
    readonly targetOf: typeof targetOf;
  },
): void {
  const { document, location } = window;
  const script = document.currentScript;
  const bridge = document.getElementById('ac-iframe-options');
  const working = document.getElementById('working');
  const problem = document.getElementById('problem');
  const retry = document.getElementById('retry');
  if (!script?.src || !working || !problem || !retry) return;
  const bridgeTimeout = Number(script.dataset?.['timeout']);
  const endpoint = script.src.replace(/recovery\.js.*$/, 'recovery');

  const show = (state: RecoveryState): void => {
    const message = pure.messageOf(state);
    working.hidden = true;
    problem.textContent = message.text;
    retry.hidden = !message.retry;
    document.title = message.text;
  };
  /** Neither the bridge nor the network ends a wait of its own accord. */
  const within = async <Result>(milliseconds: number, answer: Promise<Result>): Promise<Result> =>
    Promise.race([
      answer,
      new Promise<never>((_resolve, reject) => {
        window.setTimeout(() => reject(new Error('timeout')), milliseconds);
      }),
    ]);
  /** The bridge is loaded beside this script, so that a network that hangs does not stop it. */
  const bridgeLoaded = async (): Promise<void> =>
    new Promise((resolve) => {
      if (window.AP || !bridge) return resolve();
      for (const end of ['load', 'error']) bridge.addEventListener(end, () => resolve());
      window.setTimeout(resolve, bridgeTimeout);
    });
  const askHost = async (): Promise<HostAnswer> => {
    await bridgeLoaded();
    if (!window.AP) return window.parent === window ? 'outside' : 'silent';
    if (!window.AP.context) return 'outside';
    const answer = window.AP.context.getToken().then(
      (token): HostAnswer => (typeof token === 'string' && token !== '' ? { token } : 'signed-out'),
      (): HostAnswer => 'signed-out',
    );
    return within(bridgeTimeout, answer).catch((): HostAnswer => 'silent');
  };
  const askApp = async (token: string): Promise<RecoveryState | undefined> => {
    const url = location.pathname + location.search;
    const body = new URLSearchParams({ subject_token: token, url }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const init = { method: 'POST', headers, body, credentials: 'omit', cache: 'no-store', redirect: 'error' };
    try {
      const answer = await within(15_000, window.fetch(endpoint, init));
      if (answer.status !== 200) return pure.stateOf(answer.status);
      const target = pure.targetOf(await within(15_000, answer.json()));
      if (target === undefined) return 'refused';
      location.replace(target);
      return undefined;
    } catch {
      return 'unavailable';
    }
  };
  const run = async (): Promise<void> => {
    working.hidden = false;
    problem.textContent = '';
    const host = await askHost();
    const state = typeof host === 'string' ? host : await askApp(host.token);
    if (state) show(state);
  };

  retry.addEventListener('click', () => {
    if (!window.AP) location.reload();
    else if (working.hidden) void run();
  });
  if (script.dataset?.['start'] === 'manual') show('tired');
  else void run();
}

/** The text that browsers run. */
export function recoveryScript(): string {
  const pure = [stateOf, messageOf, targetOf].map((part) => `${part.name}: ${String(part)}`).join(',\n');
  // Some bundlers wrap every function in a call of a helper that browsers do not have.
  return `'use strict';\n{\nconst __name = (part) => part;\n(${String(heal)})(window, {\n${pure}\n});\n}\n`;
}
