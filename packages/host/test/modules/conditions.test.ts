import { describe, expect, it } from 'vitest';
import { evaluateConditions } from '../../src/modules/conditions.ts';
import type { ContextKeys } from '../../src/index.ts';
import { useInstalledApp } from '../fixtures/installed-app.ts';

describe('the conditions of a module', () => {
  const setup = useInstalledApp();

  function evaluate(conditions: unknown, keys: ContextKeys = { issue: 'AB-1' }) {
    const { host, installation } = setup;
    return evaluateConditions(conditions, { site: host.site, installation, keys });
  }
  const holds = (conditions: unknown, keys?: ContextKeys): boolean => evaluate(conditions, keys).holds;

  it.each([
    ['user_is_logged_in', 'ada ben'],
    ['user_is_admin', 'ada'],
    ['user_is_sysadmin', 'ada'],
    ['is_issue_assigned_to_current_user', 'ada'],
    ['is_issue_unresolved', 'ada ben anonymous'],
    ['is_sub_task', ''],
  ])('%s holds for: %s', (condition, users) => {
    const { site } = setup.host;
    const found = ['ada', 'ben', 'anonymous'].filter((name) => {
      if (name === 'anonymous') site.signOut();
      else site.signIn(`712020:${name}`);
      return holds([{ condition }]);
    });
    expect(found.join(' ')).toBe(users);
  });

  it('must all hold, and may be inverted and nested', () => {
    const yes = { condition: 'user_is_admin' };
    const no = { condition: 'user_is_admin', invert: true };
    expect(holds([yes, yes])).toBe(true);
    expect(holds([yes, no])).toBe(false);
    expect(holds([{ or: [no, yes] }])).toBe(true);
    expect(holds([{ or: [no, no] }])).toBe(false);
    expect(holds([{ and: [yes, { or: [yes, no] }] }])).toBe(true);
    expect(holds([{ and: [yes, no] }])).toBe(false);
    expect(evaluate([{ or: [no, { condition: 'is_sub_task' }] }]).failing).toBe(
      'not user_is_admin or is_sub_task',
    );
    expect(holds(undefined)).toBe(true);
  });

  it('read parameters: permissions, the type of the project, entity properties', () => {
    const permission = (name: string) => [
      { condition: 'has_project_permission', params: { permission: name } },
    ];
    setup.host.site.signIn('712020:ben');
    expect(holds(permission('EDIT_ISSUES'))).toBe(true);
    expect(holds(permission('ADMINISTER_PROJECTS'))).toBe(false);
    expect(evaluate(permission('WORK_MIRACLES')).unevaluated).toEqual(['has_project_permission']);
    const software = [{ condition: 'project_type', params: { projectTypeKey: 'software' } }];
    expect(holds(software)).toBe(true);
    expect(holds(software, { issue: 'NO-1' })).toBe(false);
    const property = (value: unknown) => [
      {
        condition: 'entity_property_equal_to',
        params: { entity: 'issue', propertyKey: 'state', objectName: 'done', value },
      },
    ];
    expect(holds(property('true'))).toBe(false);
    setup.host.site.data.properties('issue/10001').set('state', { done: true });
    expect(holds(property('true'))).toBe(true);
    expect(holds(property('false'))).toBe(false);
    expect(holds(property('true'), { issue: 'AB-2' })).toBe(false);
  });

  it('are taken as true and named, where the local host cannot tell', () => {
    const unknown = { condition: '/conditions/mine' };
    expect(evaluate([unknown, { condition: 'user_is_admin' }])).toEqual({
      holds: true,
      unevaluated: ['/conditions/mine'],
    });
    expect(holds([{ ...unknown, invert: true }])).toBe(true);
    expect(holds([{ and: [unknown, { condition: 'is_sub_task' }] }])).toBe(false);
    expect(holds([{ condition: 'constructor' }])).toBe(true);
  });
});
