import { now, readTokenTimes } from './clock.js';
import { createIframe } from './product/iframe.js';
import { call, page } from './server.js';

/* global connectHost */

/** How long a document that goes may take to report itself. */
const UNLOAD_TIMEOUT_MS = 1000;

/**
 * A frame on this page: `data` from the server, its section, and the URL that it was last given.
 *
 * @typedef {{ data: any, section: HTMLElement, url: string, reloading: boolean }} Frame
 */

/** @type {Frame[]} */
const frames = page.frames.map((data, index) => ({
  data,
  section: document.querySelector(`[data-frame="${index}"]`),
  url: data.url,
  reloading: false,
}));

/** Shows the frames of this page: some with the page, the others when their button is clicked. */
export function showFrames() {
  frames.filter(({ data }) => data.opens === 'start').forEach(createWithResolver);
  connectHost.onIframeEstablished(({ extension }) => {
    const frame = frames.find(({ data }) => data.id === extension.options.frame);
    if (frame) report(frame, 'connected');
  });
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    const { opens, reload, close } = button?.dataset ?? {};
    if (opens !== undefined) openLate(frames[Number(opens)]);
    if (reload !== undefined) reloadDocument(frames[Number(reload)]);
    if (close !== undefined) closeFrame(frames[Number(close)]);
    closeMenus(button?.closest('.menu-items') ? null : event.target);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeMenus(null);
  });
  // Until now a click would have been lost.
  for (const button of document.querySelectorAll('button[data-opens]')) button.disabled = false;
  for (const frame of document.querySelectorAll('iframe.static-macro')) fitToContent(frame);
}

/** As the product does when a page loads: the bridge replaces a URL whose token has expired. */
function createWithResolver(frame) {
  const container = connectHost.create(extensionOf(frame));
  watch(frame, container[0]);
  placeOf(frame).replaceChildren(container[0]);
}

/** As the quick-add button of an issue does: loads the URL from when the page was rendered, expired or not. */
function openLate(frame) {
  const iframe = createIframe(extensionOf(frame), frame.data.name);
  frame.section.hidden = false;
  watch(frame, placeOf(frame));
  placeOf(frame).replaceChildren(iframe);
  report(frame, 'opened');
  frame.section.scrollIntoView({ block: 'nearest' });
}

/** Gets new URLs for frames that open on a click or reload, where a fault decides about their tokens. */
export async function renewUrls() {
  await Promise.all(
    frames.map(async (frame) => {
      const url = await fetchUrl(frame, frame.data.opens === 'start');
      frame.data.url = url;
      if (!frame.section.querySelector('iframe')) frame.url = url;
    }),
  );
}

/**
 * Reloads the document that the frame shows now, whatever its URL is. Across origins a page may only navigate a
 * frame: away, and back to the entry in its history, which the browser fetches again.
 */
function reloadDocument(frame) {
  const iframe = frame.section.querySelector('iframe');
  if (!iframe?.contentWindow) return;
  report(frame, 'reloaded');
  if (page.activeFaults.some(({ id }) => id.startsWith('expired'))) {
    void loadAgain(frame, iframe);
    return;
  }
  frame.reloading = true;
  const left = waitForUnload(iframe.contentWindow);
  iframe.addEventListener('load', () => void left.then(() => history.back()), { once: true });
  iframe.contentWindow.location.href = 'about:blank';
}

/**
 * The document that goes reports itself to the bridge, which then forgets the frame. It has a process of its own, so
 * its report could come after the next document has loaded. A document without a bridge reports nothing.
 */
async function waitForUnload(source) {
  return new Promise((resolve) => {
    const done = () => {
      window.removeEventListener('message', listen);
      clearTimeout(timer);
      resolve();
    };
    const listen = (event) => {
      // Chromium leaves out the source of a document that has gone.
      if (event.data?.type === 'unload' && (event.source ?? source) === source) done();
    };
    const timer = setTimeout(done, UNLOAD_TIMEOUT_MS);
    window.addEventListener('message', listen);
  });
}

/** While a fault has tokens expired, a reload gets a URL whose token has expired. */
async function loadAgain(frame, iframe) {
  iframe.src = await fetchUrl(frame, false);
}

async function fetchUrl({ data: { id, app, module, keys, ac } }, opensWithPage) {
  const { url } = await call('/host/url', { app, module, ...keys, ac, opensWithPage, frame: id });
  return url;
}

function closeFrame(frame) {
  placeOf(frame).replaceChildren();
  frame.section.hidden = true;
  report(frame, 'closed');
}

function extensionOf({ data }) {
  return {
    addon_key: data.app,
    key: data.module,
    url: data.url,
    options: {
      autoresize: true,
      isFullPage: data.fullWidth,
      height: data.height,
      keys: data.keys,
      frame: data.id,
      productContext: data.productContext,
      ac: data.ac ?? {},
    },
  };
}

/** Load events do not bubble, but can be captured: also those of a frame that the bridge adds later. */
function watch(frame, container) {
  if (container.dataset.watched) return;
  container.dataset.watched = 'yes';
  container.addEventListener(
    'load',
    ({ target }) => {
      if (!(target instanceof HTMLIFrameElement)) return;
      target.title = frame.data.name;
      frame.url = target.src;
      if (frame.reloading) frame.reloading = false;
      else report(frame, 'loaded');
    },
    true,
  );
}

/** Its document has no script, and so no bridge to ask for a height. */
function fitToContent(iframe) {
  const fit = () => {
    const height = iframe.contentDocument?.documentElement.scrollHeight;
    if (height) iframe.style.height = `${height}px`;
  };
  iframe.addEventListener('load', fit);
  fit();
}

function placeOf({ section }) {
  return section.querySelector('.frame-place');
}

function report({ data: { id, app, module } }, event) {
  call('/host/frame', { app, module, event, frame: id }).catch(() => {
    // The timeline is for people; a page works without it.
  });
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll('details.menu[open]'))
    if (!(except instanceof Node && menu.contains(except))) menu.removeAttribute('open');
}

/** The title bar of the frame of an extension. */
export function findTitle({ addon_key: app, key: module }) {
  const frame = frames.find(({ data }) => data.app === app && data.module === module);
  return frame?.section.querySelector('header h1, header h2');
}

/** The frames of this page, each with how long the token of its URL is still valid. */
export function listFrames() {
  return frames.map(({ data, section, url }) => {
    const times = readTokenTimes(url);
    return {
      id: data.id,
      section,
      token: times && { leftMs: times.expiresAtMs - now(), leewayMs: (data.leeway ?? 0) * 1000 },
    };
  });
}
