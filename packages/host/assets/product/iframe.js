/* global connectHost */

/**
 * Creates the iframe of an extension, which has its URL already.
 *
 * @param {any} extension
 * @param {string} title
 */
export function createIframe(extension, title) {
  const { iframeAttributes } = connectHost.createExtension(extension);
  const iframe = document.createElement('iframe');
  for (const [name, value] of Object.entries(iframeAttributes)) iframe.setAttribute(name, value);
  iframe.setAttribute('referrerpolicy', 'no-referrer');
  iframe.title = title;
  return iframe;
}
