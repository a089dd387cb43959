import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createAuthbeat, fromEnvironment } from '@authbeat/server';
import { sqliteStore } from '@authbeat/server/sqlite';
import { createApp } from './app.ts';

const {
  PORT = '4200',
  APP_URL = `http://127.0.0.1:${PORT}`,
  // Keep this one secret, and the same on every node. Without it, a restart ends all sessions.
  SESSION_KEY = randomBytes(48).toString('base64'),
  DATABASE = 'issue-panel.db',
} = process.env;

const options = {
  appKey: 'issue-panel',
  baseUrl: APP_URL,
  sessionKeys: [SESSION_KEY],
  store: sqliteStore(DATABASE),
  bridgeUrl: 'https://connect-cdn.atl-paas.net/all.js',
  // Under `authbeat dev`: the local host, which stands in for Atlassian.
  ...fromEnvironment(),
};
const authbeat = createAuthbeat(options);
// The first request would open the store as well. This way a wrong path fails at the start.
await authbeat.open();

const app = createApp({
  authbeat,
  baseUrl: options.baseUrl,
  bridgeUrl: options.bridgeUrl,
  pages: fileURLToPath(new URL('../dist', import.meta.url)),
});
app.listen(Number(PORT), '127.0.0.1', () => console.log(`The app listens on ${options.baseUrl}`));
