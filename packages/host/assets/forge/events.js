import { openFrames } from './frames.js';

/** Registers a listener of a frame. Returns what the bridge returns. */
export function addListener({ listeners }, name, callback) {
  const callbacks = listeners.get(name) ?? new Set();
  listeners.set(name, callbacks.add(callback));
  return { unsubscribe: () => callbacks.delete(callback) };
}

/** Calls the listeners of all frames; with `app`, only those of that app. */
export function emit(event, payload, app) {
  for (const { data, listeners } of openFrames()) {
    const names = app === undefined ? `public ${event}` : `app ${event}`;
    if (app !== undefined && app !== data.app) continue;
    for (const callback of listeners.get(names) ?? []) void callback(payload);
  }
}
