import type { DatabaseSync } from 'node:sqlite';
import type { Authbeat } from '@authbeat/server';
import { toExpress } from '@authbeat/server/express';
import express, { type Express } from 'express';
import { describeApp } from './descriptor.ts';

export interface AfterOptions {
  readonly authbeat: Authbeat;
  readonly baseUrl: string;
  /** The database of atlassian-connect-express, where the app's own rows still are. */
  readonly database: DatabaseSync;
  readonly bridgeUrl: string;
  /** The script of the page, with the client in it. */
  readonly script: string;
}

/** The same app on Authbeat. */
export function createAfter({ authbeat, baseUrl, database, bridgeUrl, script }: AfterOptions): Express {
  const { endpoints, page, api } = toExpress(authbeat);
  const app = express();
  app.use(endpoints());
  app.get('/atlassian-connect.json', (_request, response) => response.json(describeApp(baseUrl)));
  app.get('/panel.js', (_request, response) => response.type('js').send(script));
  app.get('/panel', page(), (_request, response) =>
    response.send(`<!doctype html><title>Panel</title>
      <script src="${bridgeUrl}"></script><p id="account"></p>
      <script type="module" src="/panel.js"></script>`),
  );
  app.get('/api/me', api(), (request, response) => {
    const { accountId, tenantId } = request.authbeat;
    response.json({ account: accountId, ...readPreferences(database, tenantId) });
  });
  return app;
}

/** The script of the page. */
export const PAGE_SCRIPT = `
  import { createClient } from '@authbeat/client';
  const client = createClient();
  const response = await client.fetch('/api/me');
  const { account, theme } = await response.json();
  document.getElementById('account').textContent = account + ', ' + theme + ', after';
`;

/** Reads a row that the app wrote by `addon.settings.set('preferences', …)`. */
function readPreferences(database: DatabaseSync, clientKey: string): object {
  const row = database
    .prepare("SELECT val FROM AddonSettings WHERE clientKey = ? AND key = 'preferences'")
    .get(clientKey);
  return row ? (JSON.parse(String(row['val'])) as object) : {};
}
