import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSiteContent, startHost, type Host } from '../src/index.ts';
import { send } from './fixtures/request.ts';

describe('the content of a site', () => {
  it('refuses issues without a project and pages without a space', () => {
    const content = {
      issues: [{ key: 'XY-1', summary: 'S' }],
      pages: [{ id: '7', title: 'T', space: 'NO' }],
    };
    expect(() => readSiteContent(content)).toThrow(
      'the issue XY-1 has no project; the page 7 is in the space NO, which does not exist',
    );
  });

  describe('that is applied', () => {
    let host: Host;
    beforeAll(async () => {
      host = await startHost();
    });
    afterAll(async () => host.close());

    const CONTENT = {
      users: [{ accountId: '712020:dana', name: 'Dana Osei' }],
      projects: [{ key: 'OPS', name: 'Operations', properties: { size: 3 } }],
      issues: [
        { key: 'OPS-1', summary: 'Renew', properties: { state: { done: false } } },
        { key: 'AB-1', summary: 'Renamed' },
        { key: 'AB-3', labels: ['old'] },
      ],
    };

    it('is on the pages, and what every site has keeps its place, id and other fields', async () => {
      const { data } = host.site;
      data.apply(readSiteContent(CONTENT));
      expect(host.site.issueUrl()).toContain('/browse/AB-1');
      expect(data.findIssue('AB-1')).toMatchObject({ id: '10001', summary: 'Renamed', priority: 'High' });
      expect(data.findIssue('AB-3')).toMatchObject({ status: 'Done', labels: ['old'] });
      expect((await send(host, '/browse/OPS-1')).body).toContain('Operations');
      expect(data.properties(`issue/${data.findIssue('OPS-1')?.id}`).get('state')).toEqual({ done: false });
      host.site.signIn('712020:dana');
      expect(host.site.signedIn?.name).toBe('Dana Osei');
    });

    it('goes when it is not named any more, and changes of apps to other entries stay', () => {
      const { data } = host.site;
      const { id = '' } = data.findIssue('OPS-1') ?? {};
      data.updateIssue('10002', { summary: 'Changed by an app' });
      data.apply(readSiteContent({ projects: CONTENT.projects }));
      expect(data.findIssue('OPS-1')).toBeUndefined();
      expect(data.properties(`issue/${id}`).size).toBe(0);
      expect(data.findIssue('AB-1')?.summary).toBe('Keep the deployment panel signed in over lunch');
      expect(data.findIssue('AB-2')?.summary).toBe('Changed by an app');
      expect(host.site.signedIn).toBeUndefined();
      data.apply(readSiteContent(CONTENT));
      expect(data.findIssue('OPS-1')?.id).toBe(id);
    });
  });
});
