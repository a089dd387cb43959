/** The part of `window` that tells whether the host's bridge will come. */
export interface BridgePage {
  readonly AP?: unknown;
  readonly __bridge?: unknown;
  readonly parent: unknown;
  readonly document?: {
    readonly readyState: string;
    querySelector(selector: string): unknown;
    addEventListener(type: 'DOMContentLoaded', listener: () => void, options: { once: true }): void;
  };
}

/** Sources that ask the bridge, by the beginning of their keys. */
const ASKING = /^(bridge|cookie|ace|springBoot)\b/;
const BRIDGE = 'script[src*="/all.js"], script[src*="/all-debug.js"]';

const checked = new WeakSet();

/**
 * Says on the console, once the page has been parsed, that the bridge will not come. Otherwise developers learn of
 * it only when the client gives up waiting.
 *
 * @param key of the client's source
 */
export function checkBridge(page: BridgePage, key: string): void {
  const { document, __bridge: forgeBridge } = page;
  const onForge = key.startsWith('forge ');
  if (document === undefined || !(onForge || ASKING.test(key)) || checked.has(page)) return;
  checked.add(page);
  if (onForge) {
    // Forge puts its bridge in front of every script of the page.
    if (forgeBridge === undefined)
      warn('The page has no bridge of Forge. Open it as Custom UI of an installed app.');
    return;
  }
  const check = (): void => {
    const missing = page.AP === undefined && document.querySelector(BRIDGE) === null;
    if (page.parent === page)
      warn('The page is not in a frame of the host. Open it inside Jira or Confluence.');
    else if (missing)
      warn(
        'The page does not load the host’s bridge. Add <script src="https://connect-cdn.atl-paas.net/all.js"></script>.',
      );
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', check, { once: true });
  else check();
}

function warn(sentence: string): void {
  // The console is where developers look, and this is in development builds only.
  // oxlint-disable-next-line eslint/no-console
  console.warn(`[authbeat] ${sentence} (host_missing)`);
}
