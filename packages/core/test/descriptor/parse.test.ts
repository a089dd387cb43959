import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DescriptorError, parseDescriptor } from '../../src/index.ts';

const SMALLEST = { key: 'my-app', baseUrl: 'https://app.example.com', authentication: { type: 'jwt' } };

function problemsOf(descriptor: unknown): readonly string[] {
  try {
    parseDescriptor(descriptor);
    return [];
  } catch (error) {
    if (error instanceof DescriptorError) return error.problems;
    throw error;
  }
}

describe('a descriptor', () => {
  it('needs a key, a baseUrl and a kind of authentication', () => {
    expect(parseDescriptor(SMALLEST)).toStrictEqual({
      key: 'my-app',
      name: 'my-app',
      baseUrl: 'https://app.example.com',
      authentication: 'jwt',
      lifecycle: {},
      scopes: [],
      apiMigrations: {},
      modules: {},
    });
  });

  it('keeps what it says beyond that', () => {
    const more = {
      name: 'My app',
      lifecycle: { installed: '/installed' },
      scopes: ['READ'],
      apiMigrations: { 'signed-install': true },
      modules: { webPanels: [] },
    };
    expect(parseDescriptor({ ...SMALLEST, ...more })).toMatchObject(more);
  });

  it.each([
    ['https://app.example.com/', 'https://app.example.com'],
    ['https://app.example.com/ctx//', 'https://app.example.com/ctx'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ])('has the base URL %s without a trailing slash', (baseUrl, expected) => {
    expect(parseDescriptor({ ...SMALLEST, baseUrl }).baseUrl).toBe(expected);
  });

  it('reports every mistake at once', () => {
    const wrong = {
      key: 'my app',
      name: 1,
      baseUrl: 'app.example.com',
      authentication: 'jwt',
      modules: [],
      apiMigrations: null,
      scopes: 'READ',
      lifecycle: { installed: 1, enabled: null },
    };
    expect(problemsOf(wrong)).toStrictEqual([
      '`key` must be 1 to 80 letters, digits, dots, dashes or underscores',
      '`baseUrl` must be an http or https URL without a query',
      '`name` must be text',
      '`authentication.type` must be "jwt" or "none"',
      '`modules` must be an object',
      '`apiMigrations` must be an object',
      '`scopes` must be a list of texts',
      '`lifecycle.installed` must be a URL',
      '`lifecycle.enabled` must be a URL',
    ]);
  });

  it.each([
    'ftp://app.example.com',
    'javascript:alert(1)',
    '//app.example.com',
    '/path',
    ' https://app.example.com',
    'https://app.example.com?a=1',
    'https://app.example.com#a',
    'https://',
    '',
    1,
  ])('cannot have the base URL %j', (baseUrl) => {
    expect(problemsOf({ ...SMALLEST, baseUrl })).toStrictEqual([
      '`baseUrl` must be an http or https URL without a query',
    ]);
  });

  it('is refused with a DescriptorError whenever it is refused', () => {
    const field = fc.anything();
    const record = fc.record({
      key: field,
      baseUrl: field,
      authentication: field,
      lifecycle: field,
      scopes: field,
    });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), record), (value) => {
        expect(problemsOf(value).length).toBeGreaterThan(0);
      }),
    );
  });

  it('is read in time, however many slashes its base URL has', () => {
    const baseUrl = `https://app.example.com/${'/'.repeat(500_000)}x`;
    expect(problemsOf({ ...SMALLEST, baseUrl })).toStrictEqual([]);
  });
});
