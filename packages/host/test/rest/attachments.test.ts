import { mintHostToken } from '@authbeat/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { useInstalledApp } from '../fixtures/installed-app.ts';
import { send } from '../fixtures/request.ts';

describe('files and properties by the REST API', () => {
  const setup = useInstalledApp();

  beforeEach(async () => {
    setup.app.descriptor['scopes'] = ['READ', 'WRITE', 'DELETE'];
    await setup.installation.reinstall();
  });

  async function call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; text: string }> {
    const { host, installation } = setup;
    const token = mintHostToken(
      {
        kind: 'webhook',
        clientKey: installation.descriptor.key,
        request: { method, url: path },
        baseUrl: host.hostBaseUrl,
      },
      installation.sharedSecret,
    );
    const encoded = body instanceof FormData ? new Response(body) : new Response(JSON.stringify(body));
    const mediaType = body instanceof FormData ? encoded.headers.get('content-type') : 'application/json';
    const response = await send(host, path, {
      method,
      headers: { authorization: `JWT ${token}`, 'content-type': mediaType ?? '' },
      ...(body !== undefined && { body: await encoded.text() }),
    });
    return { status: response.status, text: response.body };
  }

  function form(name: string, text: string): FormData {
    const data = new FormData();
    data.append('file', new File([text], name, { type: 'text/html' }));
    return data;
  }

  it('a file of an issue is added, described, read and removed', async () => {
    const added = await call('POST', '/rest/api/3/issue/AB-2/attachments', form('a.html', '<b>hello</b>'));
    expect(added.status).toBe(200);
    const [{ id }] = JSON.parse(added.text) as [{ id: string }];
    expect(JSON.parse((await call('GET', '/rest/api/3/issue/AB-2?fields=attachment')).text)).toMatchObject({
      fields: {
        attachment: [{ id, filename: 'a.html', mimeType: 'text/html', author: { accountType: 'app' } }],
      },
    });
    expect(await call('GET', `/rest/api/3/attachment/content/${id}`)).toEqual({
      status: 200,
      text: '<b>hello</b>',
    });
    expect((await call('DELETE', `/rest/api/3/attachment/${id}`)).status).toBe(204);
    expect((await call('GET', `/rest/api/3/attachment/${id}`)).status).toBe(404);
    expect((await call('POST', '/rest/api/3/issue/AB-2/attachments', {})).status).toBe(400);
  });

  it('a file of a page is added, listed and read', async () => {
    const path = '/wiki/rest/api/content/20002/child/attachment';
    expect((await call('POST', path, form('plan.txt', 'the plan'))).status).toBe(200);
    const { results } = JSON.parse((await call('GET', '/wiki/api/v2/pages/20002/attachments')).text) as {
      results: [{ id: string; title: string; downloadLink: string }];
    };
    expect(results).toMatchObject([{ title: 'plan.txt' }]);
    expect((await call('GET', `/wiki${results[0].downloadLink}`)).text).toBe('the plan');
    expect((await call('GET', '/wiki/api/v2/pages/9/attachments')).status).toBe(404);
  });

  it('a property of a page has versions, of which only the next may be written', async () => {
    const path = '/wiki/rest/api/content/20001/property';
    const version = (number: number) => ({ key: 'state', value: number, version: { number } });
    expect((await call('POST', path, { key: 'state', value: 1 })).status).toBe(200);
    expect((await call('PUT', `${path}/state`, version(2))).status).toBe(200);
    expect((await call('PUT', `${path}/state`, version(2))).status).toBe(409);
    expect(JSON.parse((await call('GET', `${path}/state`)).text)).toEqual(version(2));
    expect((await call('DELETE', `${path}/state`)).status).toBe(204);
    expect((await call('GET', `${path}/state`)).status).toBe(404);
    expect((await call('PUT', `${path}/state`, { value: 1, version: { number: 1 } })).status).toBe(200);
  });
});
