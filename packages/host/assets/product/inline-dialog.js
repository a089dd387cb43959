import { call } from '../server.js';
import { createIframe } from './iframe.js';

const MARGIN = 8;

/** The inline dialog that is open. A page has one at most, as its frame is in the way of a second. */
let open;

/** `AP.inlineDialog`, as the bridge asks for it. */
export const inlineDialogProvider = { hide: () => open?.hidePopover() };

/**
 * Opens a module in a small dialog below the button. A click elsewhere, or Escape, closes it.
 *
 * @param {HTMLElement} button
 * @param {string} name
 * @param {{ width?: string, height?: string }} look
 * @param {any} extension
 */
export function openInlineDialog(button, name, { width = '300px', height = '150px' }, extension) {
  open?.hidePopover();
  const element = document.createElement('div');
  element.className = 'inline-dialog';
  element.popover = 'auto';
  element.setAttribute('role', 'dialog');
  element.setAttribute('aria-label', name);
  element.style.width = pixels(width);
  element.style.minHeight = pixels(height);
  element.addEventListener('toggle', ({ newState }) => {
    if (newState !== 'closed') return;
    element.remove();
    if (open === element) open = undefined;
    button.focus();
  });
  document.body.append(element);
  open = element;
  element.showPopover();
  place(element, button.getBoundingClientRect());
  load(element, name, extension).catch((error) => {
    element.textContent = error.message;
  });
}

function place(element, { left, bottom }) {
  const last = document.documentElement.clientWidth - element.offsetWidth - MARGIN;
  element.style.left = `${Math.max(MARGIN, Math.min(left, last)) + window.scrollX}px`;
  element.style.top = `${bottom + MARGIN + window.scrollY}px`;
}

async function load(element, name, extension) {
  const { addon_key: app, key: module, options } = extension;
  const { url } = await call('/host/url', { app, module, ...options.keys });
  Object.assign(options, { autoresize: true, isInlineDialog: true });
  element.replaceChildren(createIframe({ ...extension, url }, name));
}

function pixels(value) {
  return /^\d+$/.test(value) ? `${value}px` : value;
}
