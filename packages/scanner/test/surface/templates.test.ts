import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillTemplate, hasPlaceholders } from '../../src/surface/templates.ts';

describe('fillTemplate', () => {
  it('fills every placeholder by itself, not from the first brace to the last', () => {
    const { url } = fillTemplate('/panel?issue={issue.key}&project={project.id}');
    expect(url).toBe('/panel?issue=AB-1&project=10000');
  });

  it.each([
    ['/p?c={condition.user_is_admin}', '/p?c=true'],
    ['/p?c=${project.key}', '/p?c=AB'],
    ['/p?c={ac.reportId}', '/p?c=10000'],
    ['/p?c={ac.colour}', '/p?c=authbeat-check'],
    ['/p?c={ issue.id }', '/p?c=10001'],
    ['/p?c={constructor}', '/p?c=authbeat-check'],
    ['/p', '/p'],
  ])('turns %s into %s', (template, url) => {
    expect(fillTemplate(template).url).toBe(url);
  });

  it('has two sets of values, so that what depends on them shows', () => {
    const template = '/p?a={issue.key}&b={project.key}&c={content.id}&d={ac.any}';
    expect(fillTemplate(template, 0).url).not.toBe(fillTemplate(template, 1).url);
  });

  it('leaves no placeholder, and keeps everything else, for any names', () => {
    const name = fc.string({ maxLength: 20 }).filter((text) => !/[{}]/.test(text));
    fc.assert(
      fc.property(fc.array(name), (names) => {
        const template = `/p?${names.map((each, index) => `p${index}={${each}}`).join('&')}`;
        const { url } = fillTemplate(template);
        expect(hasPlaceholders(url)).toBe(false);
        const { searchParams } = new URL(url, 'https://app.example.com');
        expect([...searchParams.keys()]).toEqual(names.map((_, index) => `p${index}`));
      }),
    );
  });
});
