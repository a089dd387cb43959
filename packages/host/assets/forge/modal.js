import { createFrame } from './frames.js';

const WIDTHS = { small: 400, medium: 600, large: 800, xlarge: 968 };
const HEIGHTS = { small: 270, medium: 400, large: 600, xlarge: 700 };

/** `Modal.open()`: a page of the app in a dialog. Its own `view.close()` closes it, and calls `onClose`. */
export function openModal(
  opener,
  { resource, onClose, size, context, closeOnEscape, closeOnOverlayClick, title },
) {
  const url = resource ? opener.data.resources[resource] : opener.data.url;
  if (!url) throw new Error(`The manifest has no resource "${resource}".`);
  const dialog = document.createElement('dialog');
  dialog.className = 'app-dialog';
  const frame = createFrame({ ...opener.data, url, name: title || opener.data.name, modal: context ?? {} });
  const { width, height } = boxOf(size);
  Object.assign(frame.iframe.style, { width, height, display: 'block' });
  frame.close = (payload) => {
    if (!dialog.isConnected) return false;
    dialog.remove();
    void frame.onClose?.();
    void onClose?.(payload);
    return true;
  };
  dialog.setAttribute('aria-label', frame.data.name);
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    if (closeOnEscape !== false) frame.close();
  });
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog && closeOnOverlayClick !== false) frame.close();
  });
  dialog.append(frame.iframe);
  document.body.append(dialog);
  dialog.showModal();
  return true;
}

function boxOf(size) {
  if (typeof size === 'object' && size !== null) return { width: size.width, height: size.height ?? '70vh' };
  if (!WIDTHS[size]) return { width: '90vw', height: '85vh' };
  return { width: `min(${WIDTHS[size]}px, 85vw)`, height: `${HEIGHTS[size]}px` };
}
