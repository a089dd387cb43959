/** The script of a page that the browser keeps for the Back button. */
import { createClient, custom } from '@authbeat/client';

const client = createClient({
  source: custom(async ({ signal }) => {
    const response = await fetch('/token', { method: 'POST', signal });
    return { token: await response.text(), expiresIn: 2 };
  }),
});
const states = new Set<string>();

async function show(persisted: boolean): Promise<void> {
  const { status } = await client.fetch('/api');
  document.body.textContent = `Persisted: ${persisted}. Status: ${status}. States: ${[...states].join(' ')}.`;
}

client.on('changed', ({ status }) => states.add(status));
addEventListener('pageshow', ({ persisted }) => void show(persisted));
