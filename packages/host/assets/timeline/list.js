import { keepTabStop } from './arrow-keys.js';
import { element, reconcile } from '../elements.js';
import { timeOf } from './words.js';

/** How many rows are drawn at a time. */
export const PAGE_SIZE = 100;
/** What a click on a row does: a reason may come to it later. */
const opened = new WeakMap();

/**
 * Draws one page of rows, the newest first.
 *
 * @param {HTMLElement} list
 * @param {any[]} rows oldest first
 * @param {number} page 0 for the newest rows
 * @param {(rows: any[], title: string) => void} open
 */
export function drawList(list, rows, page, open) {
  const end = rows.length - page * PAGE_SIZE;
  const shown = rows.slice(Math.max(0, end - PAGE_SIZE), Math.max(0, end)).toReversed();
  reconcile(list, shown, {
    keyOf: ({ id, kind }) => `${kind}-${id}`,
    create: createRow,
    update: (item, row) => {
      const button = item.firstElementChild;
      item.dataset.tone = row.tone;
      item.dataset.kind = row.kind;
      const words =
        row.reason && row.reason !== row ? `${row.sentence} ${row.reason.data.message ?? ''}` : row.sentence;
      if (button.lastChild.data !== words) button.lastChild.data = words;
      opened.set(button, () => open([row], row.sentence));
    },
  });
  const options = drawnRows(list);
  keepTabStop(options, options[0]);
}

/** The rows that are drawn, the newest first. */
export function drawnRows(list) {
  return Array.from(list.children, (item) => item.firstElementChild);
}

function createRow({ atMs }) {
  const time = element('time', { dateTime: new Date(atMs).toISOString(), textContent: timeOf(atMs) });
  return element('li', { role: 'none' }, [
    element(
      'button',
      {
        type: 'button',
        className: 'event',
        role: 'option',
        tabIndex: -1,
        on: { click: ({ currentTarget }) => opened.get(currentTarget)() },
      },
      [time, ''],
    ),
  ]);
}
