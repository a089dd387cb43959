import { followArrowKeys, keepTabStop } from './arrow-keys.js';
import { element, reconcile } from '../elements.js';
import { marksOf } from './marks.js';

/** Where "now" stands in a strip: to its right is the time that tokens still have. */
const NOW = 0.7;
const MAX_LANES = 30;
/** What a click on a mark does: it changes while the mark stays. */
const opened = new WeakMap();

/**
 * Draws a lane for each frame. Marks stand at their time; only the time of the whole strip moves.
 *
 * @param {HTMLElement} list
 * @param {{ lanes: any[], nowMs: number, baseMs: number, windowMs: number }} view `baseMs` is a time near now: a style has
 *   not enough digits for the milliseconds since the epoch
 * @param {(rows: any[], title: string) => void} open
 */
export function drawLanes(list, { lanes, nowMs, baseMs, windowMs }, open) {
  const range = { fromMs: nowMs - windowMs * NOW, toMs: nowMs + windowMs * (1 - NOW) };
  const place = (target, name, milliseconds) =>
    target.style.setProperty(name, String((milliseconds - baseMs) / windowMs));
  list.style.setProperty('--now-place', `${NOW * 100}%`);
  reconcile(list, lanes.slice(0, MAX_LANES), {
    keyOf: ({ id }) => id,
    create: ({ name }) => createLane(name),
    update: (item, lane) => {
      item.querySelector('.lane-name').textContent = lane.name;
      const marks = marksOf(lane, range);
      reconcile(item.querySelector('.marks'), marks, {
        keyOf: ({ key }) => key,
        create: () =>
          element('button', {
            type: 'button',
            className: 'mark',
            role: 'option',
            tabIndex: -1,
            on: { click: ({ currentTarget }) => opened.get(currentTarget)() },
          }),
        update: (mark, { form, row, fromMs, toMs, tone, label, rows }) => {
          Object.assign(mark.dataset, { form, row, tone });
          mark.title = label;
          mark.setAttribute('aria-label', label);
          const startMs = Math.max(fromMs, range.fromMs - windowMs);
          const endMs = Math.min(toMs, range.toMs + windowMs);
          place(mark, '--from', startMs);
          mark.style.setProperty('--span', String((endMs - startMs) / windowMs));
          opened.set(mark, () => open(rows, label));
        },
      });
      const options = inOrder(item.querySelector('.marks'));
      keepTabStop(options, options.at(-1));
    },
  });
  moveNow(list, { nowMs, baseMs, windowMs });
}

/** Moves every strip to the present time. */
export function moveNow(list, { nowMs, baseMs, windowMs }) {
  list.style.setProperty('--now', String((nowMs - baseMs) / windowMs));
}

function createLane(name) {
  const marks = element('div', {
    className: 'marks',
    role: 'listbox',
    aria: { label: `Events of ${name}`, orientation: 'horizontal' },
  });
  followArrowKeys(marks, inOrder, ['ArrowLeft', 'ArrowRight']);
  return element('li', { className: 'lane' }, [
    element('div', { className: 'lane-head' }, [
      element('span', { className: 'lane-name' }),
      element('span', { className: 'lifetime' }),
    ]),
    element('div', { className: 'strip' }, [element('i', { className: 'now' }), marks]),
  ]);
}

/** In the order of time. */
function inOrder(group) {
  const timeOf = (mark) => Number(mark.style.getPropertyValue('--from'));
  return [...group.children].toSorted((one, other) => timeOf(one) - timeOf(other));
}
