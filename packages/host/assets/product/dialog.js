import { call } from '../server.js';
import { createIframe } from './iframe.js';

/** The dialogs that are open, the last one on top. */
const open = [];
const SIZES = {
  small: '400px',
  medium: '600px',
  large: '800px',
  'x-large': '968px',
  fullscreen: '100vw',
  maximum: '100vw',
};

/** `AP.dialog`, as the bridge asks for it. */
export const dialogProvider = {
  create(options, extension) {
    const dialog = build(options, extension);
    open.push(dialog);
    document.body.append(dialog.element);
    dialog.element.showModal();
    load(dialog, options, extension).catch((error) => {
      dialog.place.textContent = error.message;
    });
  },
  close: () => open.at(-1)?.element.close(),
  isActiveDialog: (addonKey) => open.at(-1)?.addonKey === addonKey,
  setButtonDisabled: (identifier, disabled) => update(identifier, (button) => (button.disabled = disabled)),
  isButtonDisabled: (identifier) => find(identifier)?.disabled ?? true,
  toggleButton: (identifier) => update(identifier, (button) => (button.disabled = !button.disabled)),
  setButtonHidden: (identifier, hidden) => update(identifier, (button) => (button.hidden = hidden)),
  isButtonHidden: (identifier) => find(identifier)?.hidden ?? true,
  createButton: (action) => open.at(-1)?.footer.append(buildButton(action, () => {})),
};

function build({ header, width, height, size, chrome, actions = [], closeOnEscape }, extension) {
  const element = document.createElement('dialog');
  const footer = document.createElement('footer');
  const place = document.createElement('div');
  place.className = 'frame-place';
  element.className = 'app-dialog';
  element.setAttribute('aria-label', header || 'Dialog of the app');
  element.style.width = SIZES[size] ?? lengthOf(width);
  place.style.height = SIZES[size] === undefined ? lengthOf(height) : '400px';
  const dialog = { element, place, footer, addonKey: extension.addon_key };
  const close = () => element.close();
  footer.append(...actions.map((action) => buildButton(action, close)));
  if (header) element.append(Object.assign(document.createElement('h2'), { textContent: header }));
  element.append(place, ...(chrome === false ? [] : [footer]));
  element.addEventListener('cancel', (event) => {
    if (closeOnEscape === false) event.preventDefault();
  });
  element.addEventListener('close', () => {
    open.splice(open.indexOf(dialog), 1);
    element.remove();
  });
  return dialog;
}

/** The app decides what a click on `submit` does. `cancel` closes. */
function buildButton({ identifier, text, disabled = false, hidden = false, onClick }, close) {
  const button = Object.assign(document.createElement('button'), {
    type: 'button',
    className: 'button',
    textContent: text,
    disabled,
    hidden,
  });
  button.dataset.identifier = identifier;
  button.addEventListener('click', () => {
    onClick();
    if (identifier === 'cancel') close();
  });
  return button;
}

async function load({ place }, { id, key, editor = false }, extension) {
  const { addon_key: app, options } = extension;
  const { url } = await call('/host/url', {
    app,
    module: key ?? extension.key,
    ...options.keys,
    ac: options.customData,
    editor,
  });
  Object.assign(options, { isDialog: true, dialogId: id, autoresize: false });
  place.replaceChildren(createIframe({ ...extension, url }, extension.key));
}

function find(identifier) {
  return open.at(-1)?.footer.querySelector(`[data-identifier="${CSS.escape(identifier)}"]`) ?? undefined;
}

function update(identifier, change) {
  const button = find(identifier);
  if (button) change(button);
}

/** @param {string | number} value */
function lengthOf(value = '600px') {
  return /^\d+$/.test(`${value}`) ? `${value}px` : `${value}`;
}
