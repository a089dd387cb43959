import { FAULTS } from '../faults/table.ts';
import type { Site } from '../site/site.ts';
import { markup, type Markup } from './markup.ts';

/** Renders the inspector: what keeps the frames signed in, the controls, the timeline. */
export function renderInspector(site: Site): Markup {
  return markup`<aside class="inspector" id="inspector" aria-label="Inspector">
<h2>Frames</h2>
<ul class="lanes" id="lanes" aria-label="Frames"></ul>
<p class="quiet" id="no-lane">No frame on this page.</p>
${renderScale()}
${renderFaults(site)}
<p class="hint">A page keeps the tokens that it was rendered with. Reload it for new ones.</p>
${renderTimeline()}
</aside>`;
}

/** Seconds, and their name. */
const WINDOWS = [
  [60, '1 min'],
  [300, '5 min'],
  [1800, '30 min'],
  [7200, '2 h'],
] as const;

function renderScale(): Markup {
  return markup`<div class="timeline-controls">
<select id="timeline-window" aria-label="Time shown">${WINDOWS.map(([seconds, name]) => markup`<option value="${seconds}">${name}</option>`)}</select>
<select id="timeline-scope" aria-label="Frames shown"><option value="page">This page</option><option value="all">All pages</option></select>
<button class="button" type="button" id="timeline-wide" aria-pressed="false">Wide</button>
</div>`;
}

function renderTimeline(): Markup {
  return markup`<h2>Timeline</h2>
<div class="timeline-controls" role="group" aria-label="Timeline controls">
<input id="timeline-search" type="search" placeholder="Search" aria-label="Search the timeline">
<select id="timeline-filter" aria-label="Events shown"></select>
<button class="button" type="button" id="timeline-pause" aria-pressed="false">Pause</button>
<a class="button" href="/host/timeline.har" download>HAR</a>
<a class="button" href="/host/timeline.json" download>JSON</a>
</div>
<p class="announcement" id="timeline-news" aria-live="polite"></p>
<div class="timeline" role="log" aria-live="off" aria-label="Timeline"><ol id="timeline" role="listbox" aria-label="Events"></ol></div>
<div class="timeline-controls"><button class="button" type="button" id="timeline-newer" disabled>Newer</button><button class="button" type="button" id="timeline-older" disabled>Older</button><span class="quiet" id="timeline-count"></span></div>`;
}

/** The menu of faults. What is active is filled in by the script of the page. */
function renderFaults({ users }: Site): Markup {
  const groups = [...new Set(FAULTS.map(({ group }) => group))];
  const optionsOf = (group: string): Markup[] =>
    FAULTS.filter((fault) => fault.group === group).map(
      ({ id, sentence }) => markup`<option value="${id}">${id}: ${sentence.replaceAll('`', '')}</option>`,
    );
  return markup`<h2 id="faults-title">Faults</h2>
<form class="faults" id="faults" aria-labelledby="faults-title">
<select name="fault" aria-label="Fault">${groups.map((group) => markup`<optgroup label="${group}">${optionsOf(group)}</optgroup>`)}</select>
<input name="value" aria-label="Value of the fault" hidden>
<select name="account" aria-label="Account" hidden>${users.map(({ accountId, name, admin }) => markup`<option value="${accountId}">${name}${admin && ' (admin)'}</option>`)}</select>
<button class="button" type="submit" disabled>Start</button>
</form>
<ul class="active-faults" id="active-faults" aria-label="Active faults"></ul>`;
}
