/* global connectChannel */

/**
 * Stands in for Atlassian's `global-bridge.js` in a page of an app. Its commands and their payloads are those of
 * `@forge/bridge`; how it talks to the page around it is its own.
 */
const { port1, port2 } = new MessageChannel();

/** What the page around asks of this one. */
const COMMANDS = {
  /** As the product does for `view.theme.enable()`: the attributes that Atlassian's design tokens look for. */
  setTheme: (mode) => {
    const root = document.documentElement;
    root.dataset.colorMode = mode;
    root.dataset.theme = 'dark:dark light:light spacing:spacing';
  },
};

const call = connectChannel(port1, (command, payload) => COMMANDS[command]?.(payload));
// Only sites of the local host may frame this page, by its content security policy. There is nothing to keep from them.
window.parent.postMessage({ type: 'authbeat:forge-bridge' }, '*', [port2]);

// oxlint-disable-next-line no-underscore-dangle -- the name is Atlassian's
globalThis.__bridge ??= { callBridge: async (command, payload) => call(command, payload) };

addEventListener('DOMContentLoaded', () => {
  const report = () => void call('authbeat:resize', document.documentElement.scrollHeight).catch(() => {});
  new ResizeObserver(report).observe(document.body);
  report();
});
