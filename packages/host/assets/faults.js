import { renewUrls } from './frames.js';
import { call, page } from './server.js';

/** Sets up the menu of faults and the list of those that are active. */
export function setUpFaults() {
  const form = document.getElementById('faults');
  const { fault, value, account } = form.elements;
  const showValue = () => {
    const { value: taken } = page.faults.find(({ id }) => id === fault.value);
    value.hidden = taken?.kind !== 'seconds';
    account.hidden = taken?.kind !== 'account';
    (account.hidden ? value : account).value = taken?.default ?? '';
  };
  fault.addEventListener('change', showValue);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const field = [value, account].find(({ hidden }) => !hidden);
    void change({ start: field ? `${fault.value}=${field.value}` : fault.value });
  });
  form.querySelector('button').disabled = false;
  showValue();
  showActive(page.activeFaults);
}

/** Follows a fault that was started or lifted, here or elsewhere. */
export async function followFault({ fault }) {
  if (fault.startsWith('expired')) await renewUrls();
  const { active } = await call('/host/faults', {});
  showActive(active);
}

async function change(body) {
  const list = document.getElementById('active-faults');
  try {
    const { active } = await call('/host/fault', body);
    showActive(active);
  } catch (error) {
    const item = document.createElement('li');
    item.setAttribute('role', 'alert');
    item.textContent = String(error.message);
    list.querySelector('[role="alert"]')?.remove();
    list.append(item);
  }
}

function showActive(active) {
  page.activeFaults = active;
  document.getElementById('active-faults').replaceChildren(...active.map(renderActive));
}

function renderActive({ id, value, sentence }) {
  const item = document.createElement('li');
  const name = document.createElement('code');
  const lift = document.createElement('button');
  name.textContent = value === '' ? id : `${id}=${value}`;
  item.title = sentence;
  lift.type = 'button';
  lift.className = 'button subtle';
  lift.textContent = 'Lift';
  lift.setAttribute('aria-label', `Lift ${id}`);
  lift.addEventListener('click', () => void change({ lift: id }));
  item.append(name, lift);
  return item;
}
