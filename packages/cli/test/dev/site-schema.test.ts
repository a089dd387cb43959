import { readFileSync } from 'node:fs';
import { readSiteContent, SiteContentError } from '@authbeat/host';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';

const SCHEMA = new URL('../../schema/site.schema.json', import.meta.url);
const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object);

function problemsOf(value: unknown): readonly string[] {
  try {
    readSiteContent(value);
    return [];
  } catch (error) {
    return error instanceof SiteContentError ? error.problems : [String(error)];
  }
}

describe('the data of authbeat dev', () => {
  it.each<[unknown, readonly string[]]>([
    [{}, []],
    [{ $schema: 'x', users: [], spaces: [{ key: 'NEW', name: 'New' }] }, []],
    [[], ['it must be an object']],
    [{ boards: [] }, ['`boards` is unknown; a site has users, projects, issues, spaces, pages']],
    [{ issues: {} }, ['`issues` must be a list of at most 1000 entries']],
    [{ issues: ['AB-1'] }, ['`issues[0]` must be an object']],
    [
      { issues: [{ key: 'AB', colour: 'red' }], users: [{ accountId: 'x', name: 'X', admin: 'yes' }] },
      [
        '`issues[0].summary` is missing',
        '`issues[0].key` must be the key of an issue',
        '`issues[0].colour` is unknown',
        '`users[0].admin` must be true or false',
      ],
    ],
    [
      { issues: [{ key: 'AB-7', summary: 'S', type: 'Epic' }] },
      ['`issues[0].type` must be one of: Story, Bug, Task'],
    ],
    [
      { issues: [{ key: 'AB-7', summary: 'S', labels: 'a' }] },
      ['`issues[0].labels` must be a list of texts'],
    ],
    [{ pages: [{ id: 'x', title: 'T', space: 'DOC' }] }, ['`pages[0].id` must be digits']],
  ])('%j has the mistakes %j, and the schema agrees', (value, problems) => {
    expect(problemsOf(value)).toEqual(problems);
    expect(validate(value)).toBe(problems.length === 0);
  });
});
