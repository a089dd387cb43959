import { afterEach, describe, expect, test, vi } from 'vitest';
import { checkOptions, OptionsError } from '../../src/development/check-options.ts';
import { checkBridge } from '../../src/development/check-bridge.ts';
import type { BridgePage } from '../../src/development/check-bridge.ts';
import { explain } from '../../src/development/explain.ts';
import { custom } from '../../src/sources/custom.ts';
import { simulatePage } from '../harness/simulated-page.ts';

afterEach(() => vi.restoreAllMocks());

test('all mistakes in the options are reported at once, each by its name', () => {
  const wrong = {
    baseUrl: '/app',
    mount: 'https://[',
    source: {} as ReturnType<typeof custom>,
    origins: ['api.example.com', 'https://a.example/'],
  };
  const error = (() => {
    try {
      return checkOptions(wrong);
    } catch (caught) {
      return caught;
    }
  })();
  expect(error).toBeInstanceOf(OptionsError);
  expect(error).toMatchObject({ code: 'options_invalid' });
  const { problems } = error as OptionsError;
  expect(problems.map((problem) => problem.split(':')[0])).toEqual([
    'baseUrl',
    'mount',
    'source',
    'origins',
    'origins',
  ]);
});

test.each([
  '/authbeat?x=1',
  '/authbeat#x',
  'mailto:a@example.com',
  '//evil.test/authbeat',
  '\\\\evil.test/authbeat',
])('mount %s is a mistake', (mount) => {
  expect(() => checkOptions({ mount })).toThrow(OptionsError);
});

test('good options pass', () => {
  const source = custom(async () => ({ token: 'a', expiresIn: 1 }));
  expect(() => checkOptions({})).not.toThrow();
  expect(() => checkOptions({ baseUrl: 'https://app.example/x' })).not.toThrow();
  expect(() => checkOptions({ mount: '/a/b', source, origins: ['https://a.example'] })).not.toThrow();
});

test('a failure is explained on the console, once, without a token', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { client, backend, advance } = simulatePage();
  explain(client);
  explain(client);
  await advance(1_000);
  expect(warn).not.toHaveBeenCalled();
  backend.installed = false;
  await advance(3_600_000);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]?.[0]).toMatch(/^\[authbeat\] failed: .*\(refused\)$/);
  expect(JSON.stringify(warn.mock.calls)).not.toMatch(/session-\d|eyJ/);
});

describe('a page without the bridge', () => {
  const FRAMED = { parent: {} };

  /** What the console says at once, and what it says when the page has been parsed. */
  function check(page: object, key = 'bridge', scripts: string[] = []): { now: string[]; parsed: string[] } {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const said = (): string[] => warn.mock.calls.map(([sentence]) => String(sentence));
    let finish = (): void => {};
    const document = {
      readyState: 'interactive',
      querySelector: (selector: string) =>
        scripts.find((src) => selector.includes(`src*="${src.slice(src.lastIndexOf('/'))}"`)) ?? null,
      addEventListener: (_type: string, listener: () => void) => {
        finish = listener;
      },
      ...('loading' in page ? { readyState: 'loading' } : {}),
    };
    checkBridge({ document, ...FRAMED, ...page }, key);
    const now = said();
    finish();
    return { now, parsed: said() };
  }

  test('is reported at once', () => {
    expect(check({}).now).toEqual([expect.stringMatching(/^\[authbeat\] .*all\.js.*\(host_missing\)$/)]);
  });

  test('is reported once it has been parsed, as its script may come later', () => {
    const { now, parsed } = check({ loading: true });
    expect([now.length, parsed.length]).toEqual([0, 1]);
  });

  test('is reported once, however many clients it makes', () => {
    const page = { ...FRAMED, document: { readyState: 'complete', querySelector: () => null } };
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    checkBridge(page as unknown as BridgePage, 'bridge');
    checkBridge(page as unknown as BridgePage, 'bridge');
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test('outside of a host is reported as that', () => {
    const page: Record<string, unknown> = {
      document: { readyState: 'complete', querySelector: () => null },
    };
    page['parent'] = page;
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    checkBridge(page as unknown as BridgePage, 'bridge');
    expect(warn.mock.calls).toEqual([[expect.stringContaining('not in a frame')]]);
  });

  test('of Forge is reported at once', () => {
    expect(check({}, 'forge app').now).toEqual([expect.stringMatching(/Custom UI.*\(host_missing\)$/)]);
  });

  test.each([
    ['the bridge of Forge is there', { __bridge: {} }, 'forge app', []],
    ['the bridge is there', { AP: {} }, 'bridge', []],
    ['its script is on the page', {}, 'bridge', ['https://connect-cdn.atl-paas.net/all.js']],
    ['its debug script is on the page', {}, 'ace /x', ['/atlassian-connect/all-debug.js']],
    ['the source needs no bridge', {}, 'custom 1', []],
    ['there is no page', { document: undefined }, 'bridge', []],
  ])('is not reported where %s', (_why, page, key, scripts) => {
    expect(check(page, key, scripts).parsed).toEqual([]);
  });
});
