import { expect, it } from 'vitest';
import { STATIC_SITE } from './static-app.ts';
import { checkBehindGateway } from './check-app.ts';
import { TOKEN_LIFETIME, usePanels } from './use-panels.ts';

const openPanel = usePanels();

it('heals a static page behind a gateway, and its API learns who calls', async () => {
  const { frame, responses, setting } = await openPanel(STATIC_SITE, {
    after: TOKEN_LIFETIME + 1,
    gateway: true,
  });
  await frame.getByText(/^[1-9]\d* admitted, 0 refused$/).waitFor();
  expect(responses.documentsAndPosts().slice(0, 3)).toEqual([
    'GET /foo.html 401',
    'POST /authbeat/recovery 200',
    'GET /foo.html 200',
  ]);
  const direct = await fetch(`${setting.upstreamUrl}/api/me`, {
    headers: { 'x-authbeat-assertion': 'e30.e30.e30' },
  });
  expect(direct.status).toBe(401);
});

it('passes the security test behind a gateway', async () => {
  expect(await checkBehindGateway(STATIC_SITE)).toEqual({});
});
