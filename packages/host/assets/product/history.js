import { settling } from './calls.js';

/* global connectHost */

const MARK = '#!';

/** `AP.history`: the part of the page's URL that belongs to the app, behind `#!`. */
export const pageHistory = {
  getState: settling(async (...args) =>
    args.length > 1 && args[0] === 'all' ? describe(location.href) : hash(),
  ),
  pushState: (...args) => change('pushState', args),
  replaceState: (...args) => change('replaceState', args),
  go: (...args) => history.go(Number(args[0])),
  back: () => history.back(),
  forward: () => history.forward(),
};

/** Reports the browser's back and forward to the frames: `AP.history.popState` listens for it. */
export function reportPopState() {
  let oldURL = location.href;
  window.addEventListener('popstate', () => {
    const data = { ...describe(location.href), newURL: location.href, oldURL };
    oldURL = location.href;
    connectHost.broadcastEvent('history_popstate', {}, data);
  });
}

/** The state is text, or an object with a `hash`. The last argument is the callback of the bridge. */
function change(method, args) {
  const [state] = args;
  const text = typeof state === 'object' && state !== null ? (state.hash ?? '') : String(state);
  history[method](null, '', `${location.pathname}${location.search}${MARK}${text}`);
}

function hash() {
  return location.hash.startsWith(MARK) ? decodeURIComponent(location.hash.slice(MARK.length)) : '';
}

function describe(href) {
  return {
    href,
    hash: hash(),
    query: Object.fromEntries(new URLSearchParams(location.search)),
    title: document.title,
  };
}
