import { afterEach, expect, test, vi } from 'vitest';
import { checkOptions, OptionsError } from '../../src/development/check-options.ts';
import { explain } from '../../src/development/explain.ts';
import { custom } from '../../src/sources/custom.ts';
import { stage } from '../harness/scene.ts';

afterEach(() => vi.restoreAllMocks());

test('all mistakes in the options are told at once, each by its name', () => {
  const wrong = {
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
  expect(problems.map((problem) => problem.split(':')[0])).toEqual(['mount', 'source', 'origins', 'origins']);
});

test.each(['/authbeat?x=1', '/authbeat#x', 'mailto:a@example.com'])('mount %s is a mistake', (mount) => {
  expect(() => checkOptions({ mount })).toThrow(OptionsError);
});

test('good options pass', () => {
  const source = custom(async () => ({ token: 'a', expiresIn: 1 }));
  expect(() => checkOptions({})).not.toThrow();
  expect(() => checkOptions({ mount: '/a/b', source, origins: ['https://a.example'] })).not.toThrow();
});

test('a failure is explained on the console, once, without a token', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { client, backend, advance } = stage();
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
