import { element, reconcile } from './elements.js';
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
      keepOneTabStop(item.querySelector('.marks'));
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
    role: 'group',
    aria: { label: `Events of ${name}` },
    on: { keydown: moveFocus },
  });
  return element('li', { className: 'lane' }, [
    element('div', { className: 'lane-head' }, [
      element('span', { className: 'lane-name' }),
      element('span', { className: 'lifetime' }),
    ]),
    element('div', { className: 'strip' }, [element('i', { className: 'now' }), marks]),
  ]);
}

/** A strip is one stop of the tab key; arrows go from mark to mark, in the order of time. */
function moveFocus(event) {
  const marks = inOrder(event.currentTarget);
  const at = marks.indexOf(event.target);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: marks.length - 1 }[event.key];
  if (at < 0 || next === undefined || !marks[next]) return;
  event.preventDefault();
  marks[at].tabIndex = -1;
  marks[next].tabIndex = 0;
  marks[next].focus();
}

function keepOneTabStop(group) {
  const marks = inOrder(group);
  const current = marks.find((mark) => mark.tabIndex === 0);
  if (!current && marks.length > 0) marks.at(-1).tabIndex = 0;
}

function inOrder(group) {
  const timeOf = (mark) => Number(mark.style.getPropertyValue('--from'));
  return [...group.children].toSorted((one, other) => timeOf(one) - timeOf(other));
}
