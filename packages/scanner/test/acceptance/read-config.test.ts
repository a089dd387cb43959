import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { readScanConfig, ScanError } from '../../src/index.ts';

const VALID = {
  $schema: './config.schema.json',
  apis: ['/api/notes'],
  accepted: [{ check: 'hsts', url: '*', reason: 'the proxy adds it', expires: '2027-01-31' }],
};

const schema: unknown = JSON.parse(
  readFileSync(new URL('../../schema/config.schema.json', import.meta.url), 'utf8'),
);

function problemsOf(config: unknown): readonly string[] {
  try {
    readScanConfig(typeof config === 'string' ? config : JSON.stringify(config), ['hsts']);
    return [];
  } catch (error) {
    if (error instanceof ScanError && error.code === 'scan_config_invalid') return error.problems;
    throw error;
  }
}

describe('readScanConfig', () => {
  it('reads every valid entry', () => {
    expect(readScanConfig(JSON.stringify(VALID), ['hsts'])).toEqual({
      apis: VALID.apis,
      accepted: VALID.accepted,
    });
    expect(readScanConfig('{}')).toEqual({ apis: [], accepted: [] });
  });

  it('reports every mistake at once, with its place', () => {
    const config = {
      acepted: [],
      apis: 'one',
      accepted: [
        { check: 'hsts', url: '*', reason: '', expires: '2027-01-31' },
        { check: 'hstss', url: '*', reason: 'a', expires: '2027-02-30' },
        'all of it',
      ],
    };
    expect(problemsOf(config)).toEqual([
      '`acepted` is not known',
      '`apis` must be a list of URLs',
      '`accepted[0].reason` is missing',
      '`accepted[1].check`: there is no check "hstss"',
      '`accepted[1].expires` must be a day such as 2027-01-31',
      '`accepted[2]` must be an object',
    ]);
  });

  it.each([
    ['{', 'it is not JSON'],
    ['[]', 'it is not a JSON object'],
    [{ accepted: {} }, '`accepted` must be a list'],
  ])('refuses %j', (config, problem) => {
    expect(problemsOf(config)).toEqual([problem]);
  });

  it.each([
    VALID,
    {},
    { accepted: [{ ...VALID.accepted[0], expires: 'some day' }] },
    { accepted: [{ check: 'hsts' }] },
    { other: 1 },
    { apis: [1] },
  ])('agrees with its published schema about %j', (config) => {
    const validate = addFormats.default(new Ajv2020({ strict: true })).compile(schema as object);
    expect(validate(config)).toBe(problemsOf(config).length === 0);
  });
});
