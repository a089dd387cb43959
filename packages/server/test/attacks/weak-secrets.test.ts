import { expect, it } from 'vitest';
import { startApp } from '../support/app.ts';
import { exchangeWith, installWith } from '../support/doors.ts';

it('an empty secret opens nothing: neither for an unknown tenant, nor for one of which only "uninstalled" is known', async () => {
  const app = await startApp();
  const stranger = app.site('stranger');
  expect(await exchangeWith(app, stranger.context({ secret: '' }))).toBe('401 host_token_invalid');
  expect((await stranger.call('uninstalled')).status).toBe(204);
  expect(await exchangeWith(app, stranger.context({ secret: '' }))).toBe('401 host_token_invalid');
  const path = '/authbeat/enabled';
  const enabled = await fetch(app.baseUrl + path, {
    method: 'POST',
    headers: {
      authorization: `JWT ${stranger.bound('POST', path, { secret: '' })}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(stranger.lifecycleBody('enabled')),
  });
  expect(enabled.status).toBe(401);
});

it.each(['', 'short', 'x'.repeat(31), 'x'.repeat(1001), 5, null, ['x'.repeat(64)]])(
  'an install with the shared secret %j is refused',
  async (sharedSecret) => {
    const app = await startApp();
    const site = app.site('tenant-a');
    const token = await site.lifecycleToken('/authbeat/installed');
    const body = { ...site.lifecycleBody('installed'), sharedSecret };
    expect(await installWith(app, token, body)).toBe('400 request_malformed');
  },
);
