/** What the server has written into this page about Forge apps. */
export const forgePage = JSON.parse(document.getElementById('forge-data')?.textContent ?? '{}');

/**
 * A frame of a Forge app: what it shows, its element, and the listeners that its page has registered.
 *
 * @typedef {{
 *   data: { app: string, module: string, name: string, url: string, sandbox: string, resources: Record<string, string>, issue?: string, modal?: unknown },
 *   iframe: HTMLIFrameElement,
 *   listeners: Map<string, Set<Function>>,
 *   tell: (command: string, payload?: unknown) => Promise<unknown>,
 *   close?: (payload: unknown) => void,
 *   onClose?: Function,
 * }} Frame
 */

/** @type {Map<HTMLIFrameElement, Frame>} */
const frames = new Map();

/** The frames that a page of the app is in now. */
export const openFrames = () => [...frames.values()].filter(({ iframe }) => iframe.isConnected);

/** Creates the frame of a page of the app. It loads when it is put into the document. */
export function createFrame(data) {
  const iframe = document.createElement('iframe');
  iframe.title = data.name;
  iframe.setAttribute('sandbox', data.sandbox);
  iframe.referrerPolicy = 'no-referrer';
  iframe.src = data.url;
  iframe.className = 'forge-frame';
  const frame = { data, iframe, listeners: new Map(), tell: async () => {} };
  frames.set(iframe, frame);
  return frame;
}
