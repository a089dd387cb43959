import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { describeError } from '../../src/describe-error.ts';
import { DEVELOP_DEFAULTS } from '../../src/dev/options.ts';
import { CONFIG_FIELDS, readSettings } from '../../src/dev/read-config.ts';

const SCHEMA = JSON.parse(readFileSync(new URL('../../schema/dev.schema.json', import.meta.url), 'utf8')) as {
  properties: Record<string, { default?: unknown }>;
};

async function read(config: object): Promise<unknown> {
  const file = join(mkdtempSync(join(tmpdir(), 'authbeat-dev-')), 'authbeat.dev.json');
  writeFileSync(file, JSON.stringify(config));
  return readSettings(file, { port: 5000 }).catch((error: Error) => error.message.replace(file, 'FILE'));
}

describe('the configuration of authbeat dev', () => {
  it('has a schema that names every option, with its default', () => {
    expect(Object.keys(SCHEMA.properties).toSorted()).toEqual(
      ['$schema', ...Object.keys(CONFIG_FIELDS)].toSorted(),
    );
    const defaults = Object.entries(SCHEMA.properties).flatMap(([name, { default: value }]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    expect(DEVELOP_DEFAULTS).toMatchObject(Object.fromEntries(defaults));
  });

  it.for([
    [{}, true],
    [{ $schema: 'x', descriptor: 'a.json', command: ['npm', 'start'], faults: ['life=5'] }, true],
    [{ port: 1, appPort: 65_535, tokenLifetime: 0.5, wait: 86_400, open: true, install: false }, true],
    [{ port: 0 }, false],
    [{ appPort: 1.5 }, false],
    [{ wait: 0 }, false],
    [{ tokenLifetime: '5' }, false],
    [{ descriptor: '' }, false],
    [{ command: 'npm start' }, false],
    [{ faults: [1] }, false],
    [{ allowRemote: 'yes' }, false],
    [{ nonsense: 1 }, false],
  ] as const)('is judged alike by the schema and by the command: %j', async ([config, isRight]) => {
    expect(new Ajv2020().validate(SCHEMA, config)).toBe(isRight);
    expect(typeof (await read(config)) === 'object').toBe(isRight);
  });

  it('comes before the defaults, and behind the options of the command line', async () => {
    const config = { port: 1, wait: 7, faults: ['life=5'] };
    expect(await read(config)).toEqual({ ...DEVELOP_DEFAULTS, wait: 7, faults: ['life=5'], port: 5000 });
  });

  it('names a directory that does not exist', async () => {
    expect(await read({ appDirectory: '/no/such', port: 0 })).toBe(
      'The configuration FILE cannot be used: `appDirectory` must be a directory that exists; `port` must be a whole number from 1 to 65535.',
    );
  });

  it('says that a file is not JSON', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'authbeat-dev-')), 'authbeat.dev.json');
    writeFileSync(file, '{ "port": 4100, }');
    await expect(readSettings(file, {})).rejects.toThrow(`The configuration ${file} is not JSON.`);
  });

  it('does not pass control characters of the file to the terminal', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'authbeat-dev-')), 'authbeat.dev.json');
    writeFileSync(file, String.raw`{ "\u001b[2Jport": 1 }`);
    const error = await readSettings(file, {}).catch((reason: unknown) => reason);
    expect(describeError(error)).toContain('`[2Jport` is no option of authbeat dev');
  });

  it('names every mistake at once', async () => {
    expect(await read({ port: 0, wait: 'long', nonsense: 1 })).toBe(
      'The configuration FILE cannot be used: `port` must be a whole number from 1 to 65535; `wait` must be a number of seconds: more than 0, at most 86400; `nonsense` is no option of authbeat dev.',
    );
  });
});
