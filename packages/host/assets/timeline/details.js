import { call } from '../server.js';
import { element } from '../elements.js';
import { STEP_NAMES } from './recovery.js';
import { renderToken } from './token.js';
import { timeOf } from './words.js';

/** Shows what is known of rows: of one with its request and tokens, of several as a list to choose from. */
export function openDetails(rows, title) {
  const dialog = document.querySelector('.event-details') ?? createDialog();
  const [row] = rows;
  dialog.replaceChildren(
    element('form', { method: 'dialog', className: 'details-head' }, [
      element('h2', { id: 'details-title', textContent: title }),
      element('button', { className: 'button subtle', textContent: 'Close' }),
    ]),
    rows.length > 1 ? renderChoice(rows) : row.steps ? renderSteps(row) : renderLoading(row, dialog),
  );
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}

/** It stands in the page only while it is open. */
function createDialog() {
  const dialog = element('dialog', {
    className: 'event-details',
    aria: { labelledby: 'details-title' },
    on: { close: ({ currentTarget }) => currentTarget.remove() },
  });
  document.body.append(dialog);
  return dialog;
}

function renderChoice(rows) {
  return element(
    'ul',
    { className: 'choice' },
    rows.toReversed().map((row) => element('li', {}, [buttonOf(row, `${timeOf(row.atMs)} ${row.sentence}`)])),
  );
}

function renderSteps({ steps }) {
  return element(
    'ol',
    { className: 'steps' },
    steps.map((row, index) =>
      element('li', {}, [element('b', { textContent: STEP_NAMES[index] }), buttonOf(row, row.sentence)]),
    ),
  );
}

function buttonOf(row, text) {
  return element('button', {
    type: 'button',
    className: 'event',
    textContent: text,
    on: { click: () => openDetails([row], row.sentence) },
  });
}

function renderLoading(row, dialog) {
  const place = element('div', { aria: { live: 'polite' } }, [
    element('p', { className: 'quiet', textContent: 'Reading…' }),
  ]);
  void describe(row).then((content) => {
    // Another event may have been opened since.
    if (dialog.contains(place)) place.replaceChildren(...content);
    return undefined;
  });
  return place;
}

async function describe(row) {
  try {
    return renderDescription(row, await call('/host/event', { id: row.id }));
  } catch (error) {
    return [element('p', { textContent: error.message })];
  }
}

function renderDescription(row, { event, request, response, curl, tokens }) {
  return [
    element('p', {
      className: 'quiet',
      textContent: `${new Date(event.atMs).toLocaleString()}, ${event.kind}`,
    }),
    ...renderReason(row, response, tokens),
    ...tokens.map((token) => renderToken(token, event.atMs)),
    ...(curl ? [renderCurl(curl)] : []),
    ...renderMessage('Request', request && `${request.method} ${request.url}`, request),
    ...renderMessage(
      'Response',
      response && (response.status === 0 ? 'No response' : String(response.status)),
      response,
    ),
    ...(request || tokens.length > 0 ? [] : [renderData(event.data)]),
  ];
}

/** What the app says about its refusal comes first, then what the inspector finds. */
function renderReason({ reason, kind, data, status }, response, tokens) {
  const own = kind === 'reason' ? data : reason?.data;
  const isRefused = (status ?? response?.status ?? 0) >= 400;
  const found = isRefused
    ? tokens.flatMap(({ causes }) => causes).filter(({ certainty }) => certainty !== 'note')
    : [];
  if (!own && found.length === 0) return [];
  const parts = own
    ? [renderCause({ ...own, said: `The app says, at the door "${own.door}":` })]
    : found.map((cause) =>
        renderCause({ ...cause, said: cause.certainty === 'certain' ? '' : 'Possible, not proven:' }),
      );
  return [
    element('section', { className: 'why' }, [
      element('h3', { textContent: 'Why it was refused' }),
      ...parts,
    ]),
  ];
}

function renderCause({ said, message, help, docs }) {
  return element('div', {}, [
    ...(said ? [element('p', { className: 'quiet', textContent: said })] : []),
    element('p', {}, [element('b', { textContent: message })]),
    ...(help ? [element('p', { textContent: help })] : []),
    element('p', {}, [element('a', { href: docs, target: '_blank', rel: 'noreferrer', textContent: docs })]),
  ]);
}

function renderCurl(curl) {
  const button = element('button', { type: 'button', className: 'button', textContent: 'Copy as curl' });
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(curl).then(
      () => (button.textContent = 'Copied'),
      () => button.after(element('pre', { textContent: curl, tabIndex: 0 })),
    );
  });
  return button;
}

function renderMessage(name, head, message) {
  if (!message) return [];
  const { headers, body } = message;
  const lines = headers.flatMap((header, index) =>
    index % 2 === 0 ? [`${header}: ${headers[index + 1]}`] : [],
  );
  const text = [head, ...lines, ...(body === undefined ? [] : ['', body])].join('\n');
  return [
    element('details', { open: name === 'Request' }, [
      element('summary', { textContent: name }),
      element('pre', { textContent: text, tabIndex: 0 }),
    ]),
  ];
}

function renderData(data) {
  const rows = Object.entries(data).flatMap(([name, value]) => [
    element('dt', { textContent: name }),
    element('dd', { textContent: String(value) }),
  ]);
  return element('dl', {}, rows);
}
