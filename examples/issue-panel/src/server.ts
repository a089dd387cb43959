import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createAuthbeat } from '@authbeat/server';
import { sqliteStore } from '@authbeat/server/sqlite';
import { createApp } from './app.ts';

const {
  PORT = '4200',
  APP_URL = `http://127.0.0.1:${PORT}`,
  // Keep this one secret, and the same on every node. Without it, a restart signs everybody out.
  SESSION_KEY = randomBytes(32).toString('base64url'),
  DATABASE = 'issue-panel.db',
  // These are set by `authbeat dev`, which stands in for Atlassian, with shorter lives.
  AUTHBEAT_KEY_SERVER,
  AUTHBEAT_TOKEN_LIFETIME = '900',
  AUTHBEAT_BRIDGE_URL = 'https://connect-cdn.atl-paas.net/all.js',
} = process.env;

const authbeat = createAuthbeat({
  appKey: 'issue-panel',
  baseUrl: APP_URL,
  sessionKeys: [SESSION_KEY],
  store: sqliteStore(DATABASE),
  bridgeUrl: AUTHBEAT_BRIDGE_URL,
  sessionLifetime: Number(AUTHBEAT_TOKEN_LIFETIME),
  ...(AUTHBEAT_KEY_SERVER !== undefined && { installKeyServers: [AUTHBEAT_KEY_SERVER] }),
});
// The first request would open the store as well. This way a wrong path fails at the start.
await authbeat.open();

const app = createApp({
  authbeat,
  baseUrl: APP_URL,
  bridgeUrl: AUTHBEAT_BRIDGE_URL,
  pages: fileURLToPath(new URL('../dist', import.meta.url)),
});
app.listen(Number(PORT), '127.0.0.1', () => console.log(`The app listens on ${APP_URL}`));
