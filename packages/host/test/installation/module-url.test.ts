import { decodeToken, matchesQueryStringHash } from '@authbeat/core';
import { createQueryStringHash, fromMethodAndUrl } from 'atlassian-jwt';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startFixtureApp } from '../fixtures/app.ts';
import { useInstalledApp } from '../fixtures/installed-app.ts';

describe("a module's URL", () => {
  const setup = useInstalledApp();

  it('carries what a host appends, and the token last', () => {
    const url = new URL(setup.installation.moduleUrl('foo-panel', { issue: 'AB-1' }));
    expect(url.href.startsWith(`${setup.app.url}/foo.html?xdm_e=`)).toBe(true);
    expect([...url.searchParams].slice(0, -1)).toEqual([
      ['xdm_e', setup.host.hostBaseUrl],
      ['xdm_c', 'channel-fixture-app__foo-panel'],
      ['cp', ''],
      ['xdm_deprecated_addon_key_do_not_use', 'fixture-app'],
      ['lic', 'active'],
      ['cv', '1001.0.0-SNAPSHOT'],
    ]);
    expect([...url.searchParams.keys()].at(-1)).toBe('jwt');
  });

  it('is signed as a whole', () => {
    const url = setup.installation.moduleUrl('side', { issue: 'AB-2', ac: { x: 'a b&c=é' } });
    const { claims } = decodeToken(new URL(url).searchParams.get('jwt') ?? '');
    const isBoundTo = (address: string): boolean =>
      matchesQueryStringHash(String(claims['qsh']), { method: 'GET', url: address, baseUrl: setup.app.url });
    expect(isBoundTo(url)).toBe(true);
    expect(isBoundTo(url.replace('AB-2', 'AB-1'))).toBe(false);
    expect(isBoundTo(url.replace('lic=active', 'lic=none'))).toBe(false);
  });

  it('has its placeholders filled with encoded values, and unknown ones emptied', () => {
    const { searchParams } = new URL(
      setup.installation.moduleUrl('side', { issue: 'AB-2', ac: { x: 'a b&c=é' } }),
    );
    expect(searchParams.get('issue')).toBe('AB-2');
    expect(searchParams.get('x')).toBe('a b&c=é');
    expect(searchParams.get('nothing')).toBe('');
  });

  it("carries any value whole, under a hash that Atlassian's own library agrees with", () => {
    const anyText = fc
      .array(fc.integer({ min: 0, max: 0xff_ff }), { maxLength: 20 })
      .map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(anyText, (value) => {
        const url = new URL(setup.installation.moduleUrl('side', { ac: { x: value } }));
        const { claims } = decodeToken(url.searchParams.get('jwt') ?? '');
        const request = fromMethodAndUrl('GET', url.href);
        expect(url.searchParams.get('x')).toBe(value.toWellFormed());
        expect(url.href.startsWith(`${setup.app.url}/side.html?`)).toBe(true);
        expect(claims['qsh']).toBe(createQueryStringHash(request, false, setup.app.url));
      }),
    );
  });

  it('fills no placeholder from what every object inherits', async () => {
    setup.app.descriptor['modules'] = {
      generalPages: { key: 'p', url: '/p?a={constructor}&b={ac.__proto__}' },
    };
    await setup.installation.reinstall();
    const { searchParams } = new URL(setup.installation.moduleUrl('p'));
    expect([searchParams.get('a'), searchParams.get('b')]).toEqual(['', '']);
  });

  it('is plain for a cacheable module', () => {
    expect(setup.installation.moduleUrl('plain')).toBe(`${setup.app.url}/plain.html`);
  });

  it('keeps a fragment behind the query', async () => {
    setup.app.descriptor['modules'] = { generalPages: { key: 'p', url: '/p?a=1#/route?b=2' } };
    await setup.installation.reinstall();
    const url = new URL(setup.installation.moduleUrl('p'));
    expect(url.hash).toBe('#/route?b=2');
    expect(url.searchParams.get('a')).toBe('1');
    expect(url.searchParams.get('jwt')).not.toBeNull();
  });

  it.each([
    'https://elsewhere.example/x',
    'javascript:alert(1)',
    'http://127.0.0.1:1/x',
    '{ac.x}://evil.example',
  ])('does not exist where it would lead out of the app: %s', async (template) => {
    setup.app.descriptor['modules'] = { generalPages: { key: 'p', url: template } };
    await setup.installation.reinstall();
    expect(() => setup.installation.moduleUrl('p', { ac: { x: 'https' } })).toThrow(
      expect.objectContaining({ code: 'module_unknown' }),
    );
  });

  it.each(['//evil.example/x', '@evil.example', '.evil.example'])(
    'stays within the app: %s',
    async (template) => {
      setup.app.descriptor['modules'] = { generalPages: { key: 'p', url: template } };
      await setup.installation.reinstall();
      const url = setup.installation.moduleUrl('p');
      expect(new URL(url).href.startsWith(`${setup.app.url}/`)).toBe(true);
    },
  );

  it('accepts an absolute URL of the app, and none that only begins with the same text', async () => {
    setup.app.descriptor['modules'] = {
      generalPages: [
        { key: 'own', url: `${setup.app.url}/own` },
        { key: 'alike', url: `${setup.app.url}evil/own` },
      ],
    };
    await setup.installation.reinstall();
    expect(setup.installation.moduleUrl('own').startsWith(`${setup.app.url}/own?xdm_e=`)).toBe(true);
    expect(() => setup.installation.moduleUrl('alike')).toThrow(
      expect.objectContaining({ code: 'module_unknown' }),
    );
  });

  it('does not exist for a module that does not', () => {
    expect(() => setup.installation.moduleUrl('nothing')).toThrow(
      expect.objectContaining({ code: 'module_unknown', data: { app: 'fixture-app', module: 'nothing' } }),
    );
  });

  it('carries no token for an app without authentication', async () => {
    const open = await startFixtureApp({ key: 'open', authentication: { type: 'none' }, lifecycle: {} });
    const { href } = new URL((await setup.host.install(open.descriptorUrl)).moduleUrl('board'));
    expect(href).toContain('xdm_e=');
    expect(href).not.toContain('jwt=');
    await open.close();
  });
});
