import { now } from './clock.js';
import { followFault, setUpFaults } from './faults.js';
import { listFrames } from './frames.js';
import { page } from './server.js';
import { laneOf, startTimeline } from './timeline/view.js';
import { describeFrame } from './timeline/words.js';

/** Starts the inspector: what keeps frames signed in, faults, the timeline. */
export function startInspector() {
  setUpToggle();
  setUpFaults();
  const timeline = startTimeline(listFrames());
  showLifetimes();
  setInterval(showLifetimes, 250);
  followTimeline(timeline);
}

function setUpToggle() {
  const toggle = document.getElementById('inspector-toggle');
  const inspector = document.getElementById('inspector');
  toggle.addEventListener('click', () => {
    inspector.hidden = !inspector.hidden;
    toggle.setAttribute('aria-expanded', String(!inspector.hidden));
  });
}

/** Shows what keeps each frame signed in: in its own header, and in its lane. */
function showLifetimes() {
  for (const { id, section, token } of listFrames()) {
    const { words = '', state = '' } = describeFrame(laneOf(id), token, now()) ?? {};
    const lane = document.querySelector(`#lanes [data-key="${id}"] .lifetime`);
    for (const place of [section.querySelector('.lifetime'), lane])
      if (place) {
        place.textContent = words;
        place.dataset.state = state;
      }
  }
}

/** Follows while the page is visible: browsers open six connections to a site, for all of its tabs. */
function followTimeline(timeline) {
  let lastId = 0;
  let source;
  const connect = () => {
    source?.close();
    if (document.hidden) return;
    source = new EventSource(`/host/timeline?after=${lastId}`);
    source.addEventListener('message', ({ data }) => {
      const event = JSON.parse(data);
      if (event.id <= lastId) return;
      lastId = event.id;
      timeline.add(event);
      followEvent(event);
    });
  };
  document.addEventListener('visibilitychange', connect);
  connect();
}

/** Keeps the page to what the host does. */
function followEvent({ id, kind, data }) {
  if (kind === 'fault' && id > page.lastEvent) void followFault(data);
  if (kind === 'session') showSession(data.account ?? '');
}

function showSession(account) {
  const { name = '?' } = page.users.find(({ accountId }) => accountId === account) ?? {};
  const avatar = document.querySelector('[data-signed-in]');
  avatar.title = account === '' ? 'No user is signed in' : name;
  avatar.textContent = name
    .split(' ')
    .map((word) => word.charAt(0))
    .join('');
}
