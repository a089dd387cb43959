import { createQueryStringHash, fromMethodAndUrl } from 'atlassian-jwt';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendHostToken,
  buildFrameUrl,
  buildLifecycleBody,
  decodeToken,
  fillModuleUrl,
  FRAME_PARAMETERS,
  HOST_TOKEN_PARAMETER,
  mintHostToken,
} from '../../src/index.ts';
import { SECRET } from '../keys.ts';

const BASE_URL = 'https://app.example.com/jira';
const FRAME = {
  baseUrl: BASE_URL,
  hostBaseUrl: 'https://x.atlassian.net',
  appKey: 'my-app',
  moduleKey: 'panel',
};

describe('the URL of a frame', () => {
  it("carries the host's parameters in a host's order, and the token last", () => {
    const url = buildFrameUrl({ ...FRAME, template: '/p?a=1', mint: () => 'x.y.z' });
    expect(url).toBe(
      `${BASE_URL}/p?a=1&xdm_e=https%3A%2F%2Fx.atlassian.net&xdm_c=channel-my-app__panel&cp=` +
        '&xdm_deprecated_addon_key_do_not_use=my-app&lic=active&cv=1001.0.0-SNAPSHOT&jwt=x.y.z',
    );
    const names = [...new URL(url ?? '').searchParams.keys()];
    expect(names).toEqual(['a', ...FRAME_PARAMETERS, HOST_TOKEN_PARAMETER]);
    expect(buildFrameUrl({ ...FRAME, template: '/p' })).not.toContain('jwt=');
  });

  it("is signed as a whole, under a hash that Atlassian's own library agrees with", () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (value) => {
        const mint = (url: string): string =>
          mintHostToken(
            { kind: 'iframe', clientKey: 'tenant-a', request: { method: 'GET', url }, baseUrl: BASE_URL },
            SECRET,
          );
        const template = '/p?x={ac.x}&y={none}';
        const url = new URL(buildFrameUrl({ ...FRAME, template, variables: { 'ac.x': value }, mint }) ?? '');
        expect(url.searchParams.get('x')).toBe(value.toWellFormed());
        expect(url.searchParams.get('y')).toBe('');
        const { claims } = decodeToken(url.searchParams.get('jwt') ?? '');
        expect(claims['qsh']).toBe(createQueryStringHash(fromMethodAndUrl('GET', url.href), false, BASE_URL));
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    'https://elsewhere.example/x',
    'javascript:alert(1)',
    'https://app.example.com/other',
    'https://app.example.com/jiraevil',
    '{ac.x}://evil.example',
  ])('does not exist where it would lead out of the app: %s', (template) => {
    const variables = { 'ac.x': 'https' };
    expect(fillModuleUrl({ template, baseUrl: BASE_URL, variables })).toBeUndefined();
    expect(buildFrameUrl({ ...FRAME, template, variables })).toBeUndefined();
  });

  it.each(['//evil.example/x', '@evil.example', '.evil.example', '', '?a=1'])(
    'stays below the base URL: %s',
    (template) => {
      expect(fillModuleUrl({ template, baseUrl: BASE_URL })?.startsWith(`${BASE_URL}/`)).toBe(true);
    },
  );

  it('fills no placeholder from what every object inherits', () => {
    expect(
      fillModuleUrl({ template: '/p?a={constructor}{__proto__}', baseUrl: BASE_URL, variables: {} }),
    ).toBe(`${BASE_URL}/p?a=`);
  });

  it.each([
    ['/p', '/p?jwt=t'],
    ['/p?', '/p?jwt=t'],
    ['/p?a=1', '/p?a=1&jwt=t'],
    ['/p?a=1&', '/p?a=1&jwt=t'],
    ['/p?a=1#/route?b=2', '/p?a=1&jwt=t#/route?b=2'],
    ['/p#a#b', '/p?jwt=t#a#b'],
  ])('keeps everything else byte for byte: %s', (url, expected) => {
    expect(appendHostToken(url, 't')).toBe(expected);
  });
});

describe('the parameters of a host below a path', () => {
  it('name its origin and its path apart, as Confluence does', () => {
    const url = buildFrameUrl({ ...FRAME, hostBaseUrl: 'https://x.atlassian.net/wiki', template: '/page' });
    const { searchParams } = new URL(url ?? '');
    expect([searchParams.get('xdm_e'), searchParams.get('cp')]).toEqual(['https://x.atlassian.net', '/wiki']);
  });
});

describe('the body of a lifecycle call', () => {
  const options = { appKey: 'my-app', clientKey: 'tenant-a', hostBaseUrl: 'https://x.atlassian.net' };

  it('has the secret with "installed" only', () => {
    const bodyOf = (event: 'installed' | 'uninstalled' | 'enabled' | 'disabled') =>
      buildLifecycleBody({ ...options, event, sharedSecret: 's' });
    expect(bodyOf('installed')).toMatchObject({ sharedSecret: 's', eventType: 'installed' });
    for (const event of ['uninstalled', 'enabled', 'disabled'] as const)
      expect(bodyOf(event)).not.toHaveProperty('sharedSecret');
  });

  it('names the app, the tenant and the host, and takes details', () => {
    const details = { description: 'a test', eventType: 'other' };
    expect(buildLifecycleBody({ ...options, event: 'enabled', details })).toMatchObject({
      key: 'my-app',
      clientKey: 'tenant-a',
      baseUrl: 'https://x.atlassian.net',
      displayUrl: 'https://x.atlassian.net',
      description: 'a test',
      eventType: 'enabled',
    });
  });
});
