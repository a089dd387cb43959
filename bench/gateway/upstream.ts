/**
 * The app behind the gateway, in a process of its own: its time is not the gateway's. Its arguments say how many bytes
 * it responds, and after how many milliseconds.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { APP_KEY, BASE_URL } from '../fixture.ts';

const [bytes, delayMs] = process.argv.slice(2).map(Number);
const DESCRIPTOR = JSON.stringify({
  key: APP_KEY,
  baseUrl: BASE_URL,
  authentication: { type: 'jwt' },
  lifecycle: { installed: '/installed' },
  modules: { webPanels: [{ key: 'panel', url: '/panel' }] },
});
const BODY = JSON.stringify({ account: 'alice' }).padEnd(bytes ?? 0);

const server = createServer((request, response) => {
  const respond = (): void => {
    response.setHeader('content-type', 'application/json');
    response.end(request.url === '/atlassian-connect.json' ? DESCRIPTOR : BODY);
  };
  if (delayMs) setTimeout(respond, delayMs);
  else respond();
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
