import { element } from '../elements.js';

const AUTO_CLOSE_MS = 5000;

/** Shows a notification in the corner of the page. Returns a function that closes it. */
function show({ type, title, body, actions = [], closed = () => {} }) {
  const flag = element('div', { className: 'flag', role: 'status' });
  flag.dataset.type = type;
  const close = () => {
    if (!flag.isConnected) return;
    flag.remove();
    closed();
  };
  const dismiss = element('button', { className: 'button subtle', type: 'button', textContent: 'Dismiss' });
  dismiss.addEventListener('click', close);
  const buttons = actions.map(({ actionText, executeAction }) => {
    const button = element('button', { className: 'button', type: 'button', textContent: actionText });
    button.addEventListener('click', () => executeAction());
    return button;
  });
  flag.append(element('strong', { textContent: title ?? '' }), element('p', { textContent: body ?? '' }));
  flag.append(...buttons, dismiss);
  region().append(flag);
  return close;
}

/** `AP.flag`, as the bridge asks for it. */
export const flagProvider = {
  create({ id, title, body, actions, onClose, close: behaviour, type }) {
    const close = show({ type, title, body, actions, closed: () => onClose(id) });
    if (behaviour === 'auto') setTimeout(close, AUTO_CLOSE_MS);
    return { close };
  },
};

const messages = new Map();
const listeners = new Map();

function showMessage(type) {
  return (title, body, { id, fadeout, delay = AUTO_CLOSE_MS }) => {
    const close = show({ type, title, body, closed: () => listeners.get(id)?.() });
    messages.set(id, close);
    if (fadeout) setTimeout(close, delay);
  };
}

/** `AP.messages`, as the bridge asks for it. */
export const messagesProvider = {
  ...Object.fromEntries(
    ['generic', 'error', 'warning', 'success', 'info', 'hint'].map((type) => [type, showMessage(type)]),
  ),
  clear: (id) => messages.get(id)?.(),
  onClose: (id, listener) => listeners.set(id, listener),
};

function region() {
  const found = document.getElementById('flags');
  if (found) return found;
  const created = element('section', { id: 'flags', className: 'flags' });
  created.setAttribute('aria-label', 'Notifications');
  document.body.append(created);
  return created;
}
