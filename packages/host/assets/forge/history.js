const MARK = '#!';

/** `view.createHistory()`: the part of the page's address that belongs to the app, behind `#!`. */
export function createHistory() {
  const listeners = new Set();
  const change = (method) => (to, state) => {
    window.history[method](state ?? null, '', `${MARK}${hrefOf(to)}`);
    announce(method === 'pushState' ? 'PUSH' : 'REPLACE');
  };
  const announce = (action) => {
    for (const listener of listeners) void listener(currentLocation(), action);
  };
  window.addEventListener('popstate', () => announce('POP'));
  return {
    action: 'POP',
    location: currentLocation(),
    createHref: hrefOf,
    push: change('pushState'),
    replace: change('replaceState'),
    go: (steps) => window.history.go(Number(steps)),
    goBack: () => window.history.back(),
    goForward: () => window.history.forward(),
    back: () => window.history.back(),
    forward: () => window.history.forward(),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function currentLocation() {
  const path = location.hash.startsWith(MARK) ? location.hash.slice(MARK.length) : '';
  const { pathname, search, hash } = new URL(path, 'http://app.invalid/');
  return { pathname, search, hash, state: window.history.state, key: 'default' };
}

function hrefOf(to) {
  if (typeof to === 'string') return to;
  const { pathname = '/', search = '', hash = '' } = to;
  return `${pathname}${search}${hash}`;
}
