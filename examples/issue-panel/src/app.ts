import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express } from 'express';
import type { Authbeat } from '@authbeat/server';
import { toExpress } from '@authbeat/server/express';
import { describeApp } from './descriptor.ts';
import { createNotes, toCsv } from './notes.ts';

/** What the app is made of. */
export interface AppOptions {
  readonly authbeat: Authbeat;
  readonly baseUrl: string;
  /** The host's bridge script, which gives pages `AP`. */
  readonly bridgeUrl: string;
  /** Where `vite build` has put the pages. */
  readonly pages: string;
}

export function createApp({ authbeat, baseUrl, bridgeUrl, pages }: AppOptions): Express {
  const { endpoints, page, api } = toExpress(authbeat);
  const notes = createNotes();
  const app = express().disable('x-powered-by');

  app.use((_request, response, next) => {
    response.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
    next();
  });

  // These are public: they contain no data of a tenant.
  app.get('/atlassian-connect.json', (_request, response) => {
    response.json(describeApp(baseUrl));
  });
  app.use('/assets', express.static(join(pages, 'assets'), { immutable: true, maxAge: '1y' }));

  // The lifecycle, the session exchange and the recovery of expired pages.
  app.use(endpoints());

  // Pages are opened by the host, with its token in the URL.
  for (const name of ['foo.html', 'notes.html']) {
    const html = readFileSync(join(pages, name), 'utf8').replace('%BRIDGE_URL%', bridgeUrl);
    app.get(`/${name}`, page(), (_request, response) => {
      response.type('html').send(html);
    });
  }

  // Pages call these, with their session.
  app.use('/api', api(), express.json());

  app.get('/api/notes', (request, response) => {
    response.json(notes.list(request.authbeat.tenantId));
  });

  app.get('/api/notes.csv', (request, response) => {
    response.attachment('notes.csv').send(toCsv(notes.list(request.authbeat.tenantId)));
  });

  app.get('/api/notes/events', (request, response) => {
    response.type('text/event-stream').flushHeaders();
    const stop = notes.follow(request.authbeat.tenantId, (note) => {
      response.write(`data: ${JSON.stringify(note)}\n\n`);
    });
    response.on('close', stop);
  });

  app.get('/api/issue/notes', (request, response) => {
    const { tenantId, context } = request.authbeat;
    const issueKey = context.jira?.issue?.key;
    response.json({ issueKey, notes: notes.list(tenantId).filter((note) => note.issueKey === issueKey) });
  });

  app.post('/api/notes', (request, response) => {
    const { tenantId, accountId, context } = request.authbeat;
    const { text, issueKey = context.jira?.issue?.key } = (request.body ?? {}) as Record<string, unknown>;
    if (typeof text !== 'string' || text.trim() === '' || typeof issueKey !== 'string') {
      response.status(400).json({ error: 'A note needs a text and an issue.' });
      return;
    }
    response.status(201).json(notes.add(tenantId, { text, issueKey, author: accountId ?? 'Somebody' }));
  });

  return app;
}
