import { decodeToken, verifyHs256 } from '@authbeat/core';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { frameOf, useHostVisit } from './host-visit.ts';

/** What Atlassian's bridge puts into an app's window, as far as these tests call it. */
interface BridgeWindow {
  readonly AP: {
    readonly context: {
      getToken(callback?: (token?: string) => void): Promise<string>;
      getContext(): Promise<unknown>;
    };
  };
}

const getToken = async (frame: Frame): Promise<string> =>
  frame.evaluate(async () => (window as unknown as BridgeWindow).AP.context.getToken());

describe("Atlassian's bridge in the local host", () => {
  const visit = useHostVisit();

  it('gives an app a token of its tenant, for the account that is signed in, by promise and by callback', async () => {
    const { host, installation, page, warnings } = visit();
    host.site.signIn('712020:ben');
    await page.goto(host.issueUrl('AB-2'));
    const frame = await frameOf(page, 'Side');
    const byCallback = await frame.evaluate(
      async () =>
        new Promise<string | undefined>((resolve) => {
          void (window as unknown as BridgeWindow).AP.context.getToken(resolve);
        }),
    );
    for (const text of [await getToken(frame), byCallback ?? '']) {
      const token = decodeToken(text);
      verifyHs256(token, [installation.sharedSecret]);
      expect(token.claims).toMatchObject({
        iss: host.site.clientKey,
        sub: '712020:ben',
        qsh: 'context-qsh',
        context: { jira: { issue: { key: 'AB-2' } } },
      });
    }
    expect(warnings).toEqual([]);
  });

  it('gives an app its context', async () => {
    const { host, page } = visit();
    await page.goto(host.issueUrl('AB-3'));
    const frame = await frameOf(page, 'Side');
    const context = await frame.evaluate(async () =>
      (window as unknown as BridgeWindow).AP.context.getContext(),
    );
    expect(context).toEqual({
      jira: {
        issue: { id: '10003', key: 'AB-3', issuetype: { id: '10103' } },
        project: { id: '10000', key: 'AB' },
      },
    });
  });

  it('rejects a user who has signed out, and resolves again after the next sign-in', async () => {
    const { host, page } = visit();
    await page.goto(host.issueUrl());
    const frame = await frameOf(page, 'Side');
    host.site.signOut();
    await expect(getToken(frame)).rejects.toThrow('No user is signed in to the host.');
    host.site.signIn('712020:ada');
    expect(await getToken(frame)).toMatch(/^eyJ/);
  });

  it('never settles when its behaviour is silent, and resolves the next call when it is not', async () => {
    const { host, page } = visit();
    await page.goto(host.issueUrl());
    const frame = await frameOf(page, 'Side');
    host.bridge.behaviour = 'silent';
    const called = host.timeline.next(({ kind }) => kind === 'bridge');
    await frame.evaluate(() => {
      void (window as unknown as BridgeWindow).AP.context.getToken().finally(() => {
        document.title = 'settled';
      });
    });
    await called;
    host.bridge.behaviour = 'fresh';
    expect(await getToken(frame)).toMatch(/^eyJ/);
    expect(await frame.title()).toBe('App');
  });

  it("keeps a frame's own scripts away from the host's endpoints", async () => {
    const { host, page } = visit();
    await page.goto(host.issueUrl());
    const frame = await frameOf(page, 'Side');
    const before = host.timeline.events.length;
    const outcomes = await frame.evaluate(async (url) => {
      const attempt = async (mode: RequestMode, type: string): Promise<string> => {
        try {
          const body = '{"start":"signed-out"}';
          return (await fetch(url, { method: 'POST', mode, headers: { 'content-type': type }, body })).type;
        } catch {
          return 'failed';
        }
      };
      return [await attempt('cors', 'application/json'), await attempt('no-cors', 'text/plain')];
    }, `${host.hostBaseUrl}/host/fault`);
    expect(outcomes).toEqual(['failed', 'opaque']);
    expect(host.site.signedIn?.accountId).toBe('712020:ada');
    expect(host.timeline.events).toHaveLength(before);
  });

  it('serves two sites at once, each with a tenant and a person of its own', async () => {
    const { host, app, installation, page } = visit();
    const other = host.addSite('other');
    const otherInstallation = await other.install(app.descriptorUrl);
    other.signIn('712020:cleo');
    await page.goto(host.issueUrl());
    const otherPage = await page.context().newPage();
    await otherPage.goto(other.issueUrl());

    const here = decodeToken(await getToken(await frameOf(page, 'Side')));
    const there = decodeToken(await getToken(await frameOf(otherPage, 'Side')));
    verifyHs256(here, [installation.sharedSecret]);
    verifyHs256(there, [otherInstallation.sharedSecret]);
    expect([here.claims['iss'], here.claims['sub']]).toEqual([host.site.clientKey, '712020:ada']);
    expect([there.claims['iss'], there.claims['sub']]).toEqual([other.clientKey, '712020:cleo']);
  });
});
