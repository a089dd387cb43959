import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHostContext } from '../../src/index.ts';

describe('the context of a host', () => {
  it('names the issue and the project, with ids as text', () => {
    const jira = {
      issue: { id: 10_001, key: 'AB-1', issuetype: { id: '3' } },
      project: { id: '7', key: 'AB' },
    };
    expect(readHostContext({ jira, license: { active: true }, url: { displayUrl: 'x' } })).toStrictEqual({
      jira: { issue: { id: '10001', key: 'AB-1' }, project: { id: '7', key: 'AB' } },
      license: { active: true },
    });
  });

  it('names the page and the space', () => {
    const confluence = { content: { id: '42' }, space: { key: 'DOC' }, macro: { id: '1' } };
    expect(readHostContext({ confluence })).toStrictEqual({
      confluence: { content: { id: '42' }, space: { key: 'DOC' } },
    });
  });

  it('is never more than short texts and a flag, for any claim', () => {
    const entity = fc.option(fc.record({ id: fc.anything(), key: fc.anything() }, { requiredKeys: [] }));
    const claim = fc.oneof(
      fc.anything(),
      fc.record({ jira: fc.record({ issue: entity, project: fc.anything() }), license: fc.anything() }),
    );
    fc.assert(
      fc.property(claim, (value) => {
        const { jira = {}, confluence = {}, license, ...rest } = readHostContext(value);
        expect(rest).toStrictEqual({});
        expect([undefined, true, false]).toContain(license?.active);
        const texts = [jira, confluence].flatMap((product) =>
          Object.values(product).flatMap((entity) => Object.values(entity)),
        );
        for (const text of texts) {
          expect(text).toBeTypeOf('string');
          expect(String(text).length).toBeLessThanOrEqual(255);
        }
      }),
    );
  });

  it('cuts an id or a key at 255 characters', () => {
    const claim = { jira: { issue: { id: 'x'.repeat(300), key: 'x'.repeat(300) } } };
    const text = 'x'.repeat(255);
    expect(readHostContext(claim)).toStrictEqual({ jira: { issue: { id: text, key: text } } });
  });

  it('takes nothing from a prototype', () => {
    const inherited = Object.create({ jira: { issue: { key: 'AB-1' } } }) as object;
    expect(readHostContext(inherited)).toStrictEqual({});
  });
});
