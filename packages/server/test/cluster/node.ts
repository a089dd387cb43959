/* One node of an app: a process with a server of its own. */
import { serveApp } from './serve-app.ts';
import type { NodeMessage, NodeSettings } from './settings.ts';

let clockAheadMs = 0;
process.on('message', (message: NodeMessage) => {
  ({ clockAheadMs } = message);
});
process.on('disconnect', () => process.exit());

const settings = JSON.parse(process.argv[2] ?? '{}') as NodeSettings;
const { origin } = await serveApp(settings, () => Date.now() + clockAheadMs);
process.send?.(origin);
