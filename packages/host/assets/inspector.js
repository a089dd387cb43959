import { follow } from './clock.js';
import { followFault, setUpFaults } from './faults.js';
import { remainingLifetimes } from './frames.js';
import { page } from './server.js';

const SHOWN_EVENTS = 200;

/** Starts the inspector: lifetimes of tokens, faults, the timeline. */
export function startInspector() {
  setUpToggle();
  setUpFaults();
  showLifetimes();
  setInterval(showLifetimes, 250);
  followTimeline();
}

function setUpToggle() {
  const toggle = document.getElementById('inspector-toggle');
  const inspector = document.getElementById('inspector');
  toggle.addEventListener('click', () => {
    inspector.hidden = !inspector.hidden;
    toggle.setAttribute('aria-expanded', String(!inspector.hidden));
  });
}

function showLifetimes() {
  const lifetimes = remainingLifetimes();
  if (lifetimes.length === 0) return;
  document.getElementById('lifetimes').replaceChildren(...lifetimes.map(renderLifetime));
  for (const { section, leftMs, leewayMs } of lifetimes) {
    const place = section.querySelector('.lifetime');
    place.textContent = describe(leftMs, leewayMs);
    place.dataset.state = stateOf(leftMs, leewayMs);
  }
}

function renderLifetime({ name, lifetimeMs, leftMs, leewayMs }) {
  const item = document.createElement('li');
  const label = document.createElement('span');
  const bar = document.createElement('progress');
  const words = document.createElement('span');
  label.textContent = name;
  words.textContent = describe(leftMs, leewayMs);
  words.className = 'lifetime';
  words.dataset.state = stateOf(leftMs, leewayMs);
  bar.max = lifetimeMs;
  bar.value = Math.max(0, leftMs);
  bar.dataset.state = stateOf(leftMs, leewayMs);
  bar.setAttribute('aria-label', `Lifetime of the host token of ${name}`);
  item.append(label, words, bar);
  return item;
}

/** An app may accept a token for some time after its expiry. */
function describe(leftMs, leewayMs) {
  if (leftMs <= 0 && leftMs + leewayMs > 0)
    return `token expired, accepted for ${Math.ceil((leftMs + leewayMs) / 1000)} s`;
  const seconds = Math.ceil(Math.abs(leftMs) / 1000);
  const span = seconds < 100 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return leftMs > 0 ? `token: ${span} left` : `token expired ${span} ago`;
}

function stateOf(leftMs, leewayMs) {
  return leftMs > 10_000 ? 'alive' : leftMs + leewayMs > 0 ? 'ending' : 'expired';
}

/** Follows while the page is visible: browsers open six connections to a site, for all of its tabs. */
function followTimeline() {
  let lastId = 0;
  let source;
  const connect = () => {
    source?.close();
    if (document.hidden) return;
    source = new EventSource('/host/timeline');
    source.addEventListener('message', ({ data }) => {
      const event = JSON.parse(data);
      if (event.id <= lastId) return;
      lastId = event.id;
      showEvent(event);
    });
  };
  document.addEventListener('visibilitychange', connect);
  connect();
}

function showEvent({ id, atMs, kind, sentence, data }) {
  follow(atMs);
  const list = document.getElementById('timeline');
  const item = document.createElement('li');
  const time = document.createElement('time');
  time.dateTime = new Date(atMs).toISOString();
  time.textContent = new Date(atMs).toLocaleTimeString([], { hour12: false });
  item.dataset.kind = kind;
  if (data.outcome) item.dataset.outcome = data.outcome;
  item.append(time, sentence);
  list.prepend(item);
  while (list.children.length > SHOWN_EVENTS) list.lastElementChild.remove();
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
