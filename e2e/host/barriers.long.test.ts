import { describe, expect, it } from 'vitest';
import { CONFLUENCE_MODULES, PUBLIC_APPS } from '../../packages/host/test/modules/public-apps.ts';
import { examinePages } from './examine-pages.ts';
import { useHostVisit } from './host-visit.ts';

describe('the modules of Jira', () => {
  const { jiraExample, pairUp } = PUBLIC_APPS;
  const visit = useHostVisit({ modules: { ...pairUp.modules, ...jiraExample.modules } });

  it('stand on pages without barriers, light and dark, on a narrow screen', async () => {
    const paths = ['/', '/browse/AB-1', '/projects/AB', '/dashboard', '/people/712020:ada', '/admin'];
    expect(await examinePages(visit(), paths)).toEqual([]);
  });
});

describe('the modules of Confluence', () => {
  const visit = useHostVisit({ product: 'confluence', modules: CONFLUENCE_MODULES });

  it('stand on pages without barriers, light and dark, on a narrow screen', async () => {
    expect(await examinePages(visit(), ['', '/pages/20001', '/spaces/DOC'])).toEqual([]);
  });
});
