import { fileURLToPath } from 'node:url';
import type { Authbeat } from '@authbeat/server';
import { toExpress } from '@authbeat/server/express';
import type { Express, Response } from 'express';
import { describeApp } from '../../examples/issue-panel/src/descriptor.ts';
import { bundle } from '../client/bundle.ts';
import { startSystem, type System, type SystemOptions } from '../harness/system.ts';

/** The example with panels that use everything a client has, and what its server responded. */
export interface PanelSystem extends System {
  /** All responses in order, as `METHOD /path status`. */
  readonly responses: readonly string[];
  /** Ends the connections of all `EventSource`s, as a restart of the server does. */
  dropEvents(): void;
}

const PAGE = fileURLToPath(new URL('panel-page.ts', import.meta.url));
const EVENTS_HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };

/** Starts the local host with the example in it; `panels` panels are open on its issues, "Panel 1" the first. */
export async function startPanelSystem(panels: number, options: SystemOptions = {}): Promise<PanelSystem> {
  const script = await bundle(`import ${JSON.stringify(PAGE)};`);
  const responses: string[] = [];
  const streams: Response[] = [];
  const system = await startSystem({
    describe: (baseUrl) => describePanels(baseUrl, panels),
    extend(app, { authbeat, bridgeUrl }) {
      app.use((request, response, next) => {
        const { pathname } = new URL(request.url, 'http://app');
        response.on('finish', () => responses.push(`${request.method} ${pathname} ${response.statusCode}`));
        next();
      });
      addPanel(app, authbeat, {
        transport: options.authbeat?.transport ?? 'bearer',
        bridgeUrl,
        script,
        streams,
      });
    },
    ...options,
  });
  return {
    ...system,
    responses,
    dropEvents() {
      for (const stream of streams) stream.end();
    },
  };
}

function describePanels(baseUrl: string, panels: number): object {
  const app = describeApp(baseUrl);
  const webPanels = Array.from({ length: panels }, (_, index) => ({
    key: `panel-${index + 1}`,
    name: { value: `Panel ${index + 1}` },
    location: 'atl.jira.view.issue.left.context',
    url: `/panel.html?panel=${index + 1}`,
  }));
  return { ...app, modules: { ...app.modules, webPanels } };
}

interface PanelParts {
  readonly transport: string;
  readonly bridgeUrl: string;
  readonly script: string;
  /** The event streams that pages have opened so far. */
  readonly streams: Response[];
}

function addPanel(app: Express, authbeat: Authbeat, parts: PanelParts): void {
  const { transport, bridgeUrl, script, streams } = parts;
  const { page, api } = toExpress(authbeat);
  app.get('/panel.js', (_request, response) => {
    response.type('js').send(script);
  });
  // Its height stays the same when the reconnect line appears: panels below must not move under the mouse.
  app.get('/panel.html', page(), (_request, response) => {
    response.type('html')
      .send(`<!doctype html><html lang="en" data-transport="${transport}"><title>Panel</title>
      <script src="${bridgeUrl}"></script><script type="module" src="/panel.js"></script><body style="min-height: 12rem"></body>`);
  });
  app.use('/panel/api', api());
  app.get('/panel/api/me', (request, response) => {
    response.json({ account: request.authbeat.accountId });
  });
  app.get('/panel/api/report.csv', (_request, response) => {
    response.attachment('report.csv').send('issue,notes\nAB-1,3\n');
  });
  app.get('/panel/api/events', (_request, response) => {
    streams.push(response.writeHead(200, EVENTS_HEADERS));
    response.write(`data: connection ${streams.length}\n\n`);
  });
}
