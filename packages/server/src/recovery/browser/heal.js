/*
 * The script of the recovery document. It asks the host's bridge for a fresh context token, sends it with the
 * page's URL to the recovery endpoint, and loads the URL that it gets back. Browsers run this file as a classic
 * script, minified by the build: it has no imports and no exports.
 */
'use strict';
{
  /** @typedef {'signed-out' | 'silent' | 'outside' | 'refused' | 'unavailable' | 'tired'} Problem */
  /** @typedef {{ getToken(): Promise<unknown> }} HostContext the part of the bridge that is used here */

  /** How long to wait for the app, in milliseconds. */
  const APP_TIMEOUT_MS = 15_000;

  /** The state of a document that a click has reloaded: it starts by itself. No other reload does: pages may loop. */
  const CLICKED = 'authbeat-retry';

  /** What the user reads, and whether another try can help. */
  const MESSAGES = {
    'signed-out': {
      text: 'You are signed out. Sign in to Jira or Confluence again, then try again.',
      retry: true,
    },
    silent: { text: 'Jira or Confluence did not respond. Try again, or reload the whole page.', retry: true },
    outside: { text: 'This page works inside Jira or Confluence only. Open it from there.', retry: false },
    refused: { text: 'This page is out of date. Reload the whole page to open it again.', retry: false },
    unavailable: { text: 'This app cannot be reached right now. Try again in a moment.', retry: true },
    tired: {
      text: 'Signing in again did not work so far. Try again, or reload the whole page.',
      retry: true,
    },
  };

  const { document, history, location } = window;
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  const bridgeScript = document.getElementById('ac-iframe-options');
  const working = document.getElementById('working');
  const problem = document.getElementById('problem');
  const retry = document.getElementById('retry');
  const bridgeTimeoutMs = Number(script?.dataset['timeout']);
  const endpoint = script?.src.replace(/recovery\.js.*$/, 'recovery') ?? '';

  /** @returns {{ readonly context?: HostContext } | undefined} */
  const bridge = () => Reflect.get(window, 'AP');

  /**
   * Rejects when a promise takes too long: neither the bridge nor the network ends a wait by itself.
   * @template Result
   * @param {number} milliseconds
   * @param {Promise<Result>} promise
   * @returns {Promise<Result>}
   */
  const within = async (milliseconds, promise) =>
    Promise.race([
      promise,
      new Promise((_resolve, reject) => {
        window.setTimeout(() => reject(new Error('timeout')), milliseconds);
      }),
    ]);

  /** The bridge loads in parallel with this script, so that a slow network does not stop it. */
  const bridgeLoaded = async () =>
    new Promise((resolve) => {
      if (bridge() || !bridgeScript) return resolve(undefined);
      for (const end of ['load', 'error']) bridgeScript.addEventListener(end, () => resolve(undefined));
      window.setTimeout(resolve, bridgeTimeoutMs);
    });

  /**
   * @param {HostContext} context
   * @returns {Promise<{ readonly token: string } | Problem>}
   */
  const getToken = async (context) => {
    try {
      const token = await context.getToken();
      return typeof token === 'string' && token !== '' ? { token } : 'signed-out';
    } catch {
      return 'signed-out';
    }
  };

  /** @returns {Promise<{ readonly token: string } | Problem>} */
  const askHost = async () => {
    await bridgeLoaded();
    const host = bridge();
    if (!host) return window.parent === window ? 'outside' : 'silent';
    if (!host.context) return 'outside';
    return within(bridgeTimeoutMs, getToken(host.context)).catch(() => 'silent');
  };

  /**
   * The URL to load, if a response has one on this origin.
   * @param {unknown} body
   */
  const targetOf = (body) => {
    const url = typeof body === 'object' && body !== null ? Reflect.get(body, 'url') : undefined;
    return typeof url === 'string' && /^\/(?![/\\])/.test(url) ? url : undefined;
  };

  /**
   * Exchanges the token for a page ticket and loads the page with it.
   * @param {string} token
   * @returns {Promise<Problem | undefined>}
   */
  const askApp = async (token) => {
    const url = location.pathname + location.search;
    try {
      const response = await within(
        APP_TIMEOUT_MS,
        window.fetch(endpoint, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ subject_token: token, url }).toString(),
          credentials: 'omit',
          cache: 'no-store',
          redirect: 'error',
        }),
      );
      if (response.status >= 500 || response.status === 429) return 'unavailable';
      if (response.status !== 200) return 'refused';
      const target = targetOf(await within(APP_TIMEOUT_MS, response.json()));
      if (target === undefined) return 'refused';
      location.replace(target);
      return undefined;
    } catch {
      return 'unavailable';
    }
  };

  if (script && working && problem && retry) {
    /** @param {Problem} reason */
    const show = (reason) => {
      const { text, retry: canRetry } = MESSAGES[reason];
      working.hidden = true;
      problem.textContent = text;
      retry.hidden = !canRetry;
      document.title = text;
    };

    let isSilent = false;
    const heal = async () => {
      working.hidden = false;
      problem.textContent = '';
      const host = await askHost();
      const reason = typeof host === 'string' ? host : await askApp(host.token);
      isSilent = reason === 'silent';
      if (reason) show(reason);
    };

    retry.addEventListener('click', () => {
      // A host that has forgotten this document stays silent. It knows the next one, which loads the bridge again.
      if (isSilent || !bridge()) {
        history.replaceState(CLICKED, '');
        location.reload();
      } else if (working.hidden) void heal();
    });
    if (script.dataset['start'] === 'manual' && history.state !== CLICKED) show('tired');
    else void heal();
  }
}
