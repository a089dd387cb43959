import { expect, it } from 'vitest';
import type { AuthbeatRequest } from '../../src/index.ts';
import { startApp } from '../support/app.ts';

it('a method that is not in upper case is refused', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const hook = `JWT ${site.bound('POST', '/hooks/issue')}`;
  const request = (method: string): AuthbeatRequest => ({
    method,
    url: '/hooks/issue',
    header: (name) => (name === 'authorization' ? hook : undefined),
    body: async () => ({ state: 'aborted' }),
  });
  for (const method of ['post', 'Post', 'POSt'])
    expect(await app.authbeat.webhook()(request(method))).toMatchObject({
      admitted: false,
      response: { status: 400 },
    });
  expect(await app.authbeat.webhook()(request('POST'))).toMatchObject({ admitted: true });
});
