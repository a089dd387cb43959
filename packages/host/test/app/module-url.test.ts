import { decodeToken, matchesQueryStringHash } from '@authbeat/core';
import { createQueryStringHash, fromMethodAndUrl } from 'atlassian-jwt';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startFixtureApp } from '../fixtures/app.ts';
import { useStage } from '../fixtures/stage.ts';

describe("a module's URL", () => {
  const stage = useStage();

  it('carries what a host appends, and the token last', () => {
    const url = new URL(stage.installation.moduleUrl('foo-panel', { issue: 'AB-1' }));
    expect(url.href.startsWith(`${stage.app.url}/foo.html?xdm_e=`)).toBe(true);
    expect([...url.searchParams].slice(0, -1)).toEqual([
      ['xdm_e', stage.host.url],
      ['xdm_c', 'channel-fixture-app__foo-panel'],
      ['cp', ''],
      ['xdm_deprecated_addon_key_do_not_use', 'fixture-app'],
      ['lic', 'active'],
      ['cv', '1001.0.0-SNAPSHOT'],
    ]);
    expect([...url.searchParams.keys()].at(-1)).toBe('jwt');
  });

  it('is signed as a whole', () => {
    const url = stage.installation.moduleUrl('side', { issue: 'AB-2', ac: { x: 'a b&c=é' } });
    const { claims } = decodeToken(new URL(url).searchParams.get('jwt') ?? '');
    const isBoundTo = (address: string): boolean =>
      matchesQueryStringHash(String(claims['qsh']), { method: 'GET', url: address, baseUrl: stage.app.url });
    expect(isBoundTo(url)).toBe(true);
    expect(isBoundTo(url.replace('AB-2', 'AB-1'))).toBe(false);
    expect(isBoundTo(url.replace('lic=active', 'lic=none'))).toBe(false);
  });

  it('has its placeholders filled, encoded, and those that nobody knows emptied', () => {
    const { searchParams } = new URL(
      stage.installation.moduleUrl('side', { issue: 'AB-2', ac: { x: 'a b&c=é' } }),
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
        const url = new URL(stage.installation.moduleUrl('side', { ac: { x: value } }));
        const { claims } = decodeToken(url.searchParams.get('jwt') ?? '');
        const request = fromMethodAndUrl('GET', url.href);
        expect(url.searchParams.get('x')).toBe(value.toWellFormed());
        expect(url.href.startsWith(`${stage.app.url}/side.html?`)).toBe(true);
        expect(claims['qsh']).toBe(createQueryStringHash(request, false, stage.app.url));
      }),
    );
  });

  it('fills no placeholder from what every object inherits', async () => {
    stage.app.descriptor['modules'] = {
      generalPages: { key: 'p', url: '/p?a={constructor}&b={ac.__proto__}' },
    };
    await stage.installation.reinstall();
    const { searchParams } = new URL(stage.installation.moduleUrl('p'));
    expect([searchParams.get('a'), searchParams.get('b')]).toEqual(['', '']);
  });

  it('is plain for a cacheable module', () => {
    expect(stage.installation.moduleUrl('plain')).toBe(`${stage.app.url}/plain.html`);
  });

  it('keeps a fragment behind the query', async () => {
    stage.app.descriptor['modules'] = { generalPages: { key: 'p', url: '/p?a=1#/route?b=2' } };
    await stage.installation.reinstall();
    const url = new URL(stage.installation.moduleUrl('p'));
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
    stage.app.descriptor['modules'] = { generalPages: { key: 'p', url: template } };
    await stage.installation.reinstall();
    expect(() => stage.installation.moduleUrl('p', { ac: { x: 'https' } })).toThrow(
      expect.objectContaining({ code: 'module_unknown' }),
    );
  });

  it.each(['//evil.example/x', '@evil.example', '.evil.example'])(
    'stays within the app: %s',
    async (template) => {
      stage.app.descriptor['modules'] = { generalPages: { key: 'p', url: template } };
      await stage.installation.reinstall();
      const url = stage.installation.moduleUrl('p');
      expect(new URL(url).href.startsWith(`${stage.app.url}/`)).toBe(true);
    },
  );

  it('accepts an absolute URL of the app, and not one that only begins like it', async () => {
    stage.app.descriptor['modules'] = {
      generalPages: [
        { key: 'own', url: `${stage.app.url}/own` },
        { key: 'alike', url: `${stage.app.url}evil/own` },
      ],
    };
    await stage.installation.reinstall();
    expect(stage.installation.moduleUrl('own').startsWith(`${stage.app.url}/own?xdm_e=`)).toBe(true);
    expect(() => stage.installation.moduleUrl('alike')).toThrow(
      expect.objectContaining({ code: 'module_unknown' }),
    );
  });

  it('does not exist for a module that does not', () => {
    expect(() => stage.installation.moduleUrl('nothing')).toThrow(
      expect.objectContaining({ code: 'module_unknown', data: { app: 'fixture-app', module: 'nothing' } }),
    );
  });

  it('carries no token for an app without authentication', async () => {
    const open = await startFixtureApp({ key: 'open', authentication: { type: 'none' }, lifecycle: {} });
    const { href } = new URL((await stage.host.install(open.descriptorUrl)).moduleUrl('board'));
    expect(href).toContain('xdm_e=');
    expect(href).not.toContain('jwt=');
    await open.close();
  });
});
