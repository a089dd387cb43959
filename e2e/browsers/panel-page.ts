/** The script of the panel: everything that a client can do, as buttons and text for a person. */
import { createClient } from '@authbeat/client';
import { cookie } from '@authbeat/client/cookie';
import { defineReconnect } from '@authbeat/client/reconnect';

const { transport } = document.documentElement.dataset;
const client = createClient(transport === 'cookie' ? { source: cookie() } : {});
const status = document.createElement('output');
const log = document.createElement('ol');
let renewals = 0;

function say(text: string): void {
  const entry = document.createElement('li');
  entry.textContent = text;
  log.append(entry);
}

function addButton(name: string, work: () => Promise<void>): void {
  const button = document.createElement('button');
  button.textContent = name;
  button.addEventListener('click', () => {
    work().catch((error: unknown) => say(`${name} failed: ${String(error)}`));
  });
  document.body.append(button);
}

/** Follows a stream of events. Each connection needs a ticket of its own. */
async function follow(): Promise<void> {
  const events = new EventSource(await client.fetchTicketUrl('/panel/api/events'));
  events.addEventListener('message', ({ data }) => say(`Event of ${String(data)}`));
  events.addEventListener('error', () => {
    events.close();
    follow().catch((error: unknown) => say(`Events failed: ${String(error)}`));
  });
}

function showState(): void {
  const { status: name, error } = client.state;
  status.textContent = `Session: ${[name, error?.code].join(' ').trim()}. Renewals: ${renewals}.`;
}

defineReconnect(client);
document.body.prepend(document.createElement('authbeat-reconnect'));
addButton('Load', async () => {
  const response = await client.fetch('/panel/api/me');
  if (!response.ok) throw new Error(`the app responded with ${response.status}.`);
  const { account } = (await response.json()) as { account: string };
  say(`Loaded by ${account}`);
});
addButton('Download', async () => location.assign(await client.fetchTicketUrl('/panel/api/report.csv')));
addButton('Follow', follow);
addButton('Sign out', async () => client.signOut());
document.body.append(status, log);
client.on('changed', showState);
client.on('renewed', () => {
  renewals += 1;
  showState();
});
showState();
