/** The app behind the gateway, in a process of its own: its time is not the gateway's. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { APP_KEY, BASE_URL } from '../fixture.ts';

const DESCRIPTOR = JSON.stringify({
  key: APP_KEY,
  baseUrl: BASE_URL,
  authentication: { type: 'jwt' },
  lifecycle: { installed: '/installed' },
  modules: { webPanels: [{ key: 'panel', url: '/panel' }] },
});
const BODY = JSON.stringify({ account: 'alice' });

const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(request.url === '/atlassian-connect.json' ? DESCRIPTOR : BODY);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
