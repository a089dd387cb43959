import { follow, now } from '../clock.js';
import { page } from '../server.js';
import { createAnnouncer } from './announce.js';
import { followArrowKeys } from './arrow-keys.js';
import { openDetails } from './details.js';
import { FILTERS, filterRows } from './filter.js';
import { drawLanes, moveNow } from './lanes.js';
import { drawList, drawnRows, PAGE_SIZE } from './list.js';
import { createModel } from './model.js';

/** Events come in bursts: they are drawn together. */
const DRAW_MS = 100;
const MOVE_MS = 250;
/** The frames of a page have such names; those of dialogs and of Forge apps have others. */
const OF_A_PAGE = /^f\d+$/;

const baseMs = now();
const model = createModel();
const byId = (id) => document.getElementById(id);
const choice = { filter: 'usual', search: '', scope: 'page', windowMs: 60_000, page: 0 };
/** What is shown while the timeline is paused. */
let paused;
let drawing;
let drawnVersion = -1;
let drawnAtMs = 0;

/** The lane of a frame, with what has happened in it. */
export const laneOf = (id) => model.lanes.get(id);

/**
 * Starts the timeline: a lane for each frame, the list of events, and its controls.
 *
 * @param {{ id: string }[]} frames the frames of this page
 */
export function startTimeline(frames) {
  const filter = byId('timeline-filter');
  filter.append(...Object.entries(FILTERS).map(([value, { label }]) => new Option(label, value)));
  const redraw = () => draw(frames);
  const announcer = createAnnouncer(byId('timeline-news'), page.lastEvent);
  const announce = () => announcer.gather(listedRows);
  const set = (name, value) => {
    choice[name] = value;
    if (name !== 'page') choice.page = 0;
    redraw();
  };
  filter.addEventListener('change', () => set('filter', filter.value));
  byId('timeline-search').addEventListener('input', ({ target }) => set('search', target.value));
  byId('timeline-scope').addEventListener('change', ({ target }) => set('scope', target.value));
  byId('timeline-window').addEventListener('change', ({ target }) =>
    set('windowMs', Number(target.value) * 1000),
  );
  byId('timeline-older').addEventListener('click', () => set('page', choice.page + 1));
  byId('timeline-newer').addEventListener('click', () => set('page', choice.page - 1));
  byId('timeline-wide').addEventListener('click', ({ currentTarget }) => {
    const isWide = byId('inspector').toggleAttribute('data-wide');
    currentTarget.setAttribute('aria-pressed', String(isWide));
  });
  byId('timeline-pause').addEventListener('click', ({ currentTarget }) => {
    paused = paused ? undefined : { nowMs: now(), rows: [...model.rows] };
    currentTarget.setAttribute('aria-pressed', String(paused !== undefined));
    currentTarget.textContent = paused ? 'Resume' : 'Pause';
    announce();
    redraw();
  });
  followArrowKeys(byId('timeline'), drawnRows, ['ArrowUp', 'ArrowDown']);
  redraw();
  setInterval(() => {
    if (byId('inspector').hidden) return;
    // What came while nothing was drawn is missing; marks of the past leave the strip, groups form.
    if (model.version !== drawnVersion || now() - drawnAtMs > choice.windowMs / 20) redraw();
    else moveNow(byId('lanes'), viewOf(frames));
  }, MOVE_MS);
  return {
    /** Takes an event of the host. */
    add(event) {
      follow(event.atMs);
      model.add(event);
      announce();
      drawing ??= setTimeout(() => {
        drawing = undefined;
        if (model.version !== drawnVersion) redraw();
      }, DRAW_MS);
    },
  };
}

/** While the timeline is paused, those from before. */
function listedRows() {
  return paused?.rows ?? model.rows;
}

function viewOf(frames) {
  const nowMs = paused?.nowMs ?? now();
  const { windowMs, scope } = choice;
  const own = new Set(frames.map(({ id }) => id));
  const lanes = [...model.lanes.values()].filter(
    ({ id, lastAtMs }) =>
      own.has(id) || (lastAtMs > nowMs - windowMs && (scope === 'all' || !OF_A_PAGE.test(id))),
  );
  return {
    nowMs,
    baseMs,
    windowMs,
    lanes: lanes.toSorted((one, other) => own.has(other.id) - own.has(one.id)),
  };
}

/** Draws nothing while the inspector is hidden: the next look at the clock does, once it is shown. */
function draw(frames) {
  if (byId('inspector').hidden) return;
  const view = viewOf(frames);
  drawnVersion = model.version;
  drawnAtMs = now();
  const open = (rows, title) => openDetails(rows, title);
  drawLanes(byId('lanes'), view, open);
  byId('no-lane').hidden = view.lanes.length > 0;
  const rows = filterRows(listedRows(), choice);
  drawList(byId('timeline'), rows, choice.page, open);
  byId('timeline-newer').disabled = choice.page === 0;
  byId('timeline-older').disabled = (choice.page + 1) * PAGE_SIZE >= rows.length;
  byId('timeline-count').textContent = `${rows.length} ${rows.length === 1 ? 'event' : 'events'}`;
}
