import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { listFiles, ROOT } from '../repository.ts';

interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: Record<string, string>;
        readonly environment?: unknown;
        readonly container?: { readonly image: string };
        readonly steps: readonly { readonly run?: string; readonly env?: Record<string, string> }[];
      }
    >
  >;
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const workflow = (name: string): Workflow => parse(read(`.github/workflows/${name}.yml`)) as Workflow;

describe.each(listFiles('.github/workflows/*.yml', 'action.yml'))('%s', (path) => {
  it('uses actions by the hash of a commit, which cannot be moved', () => {
    const used = [...read(path).matchAll(/uses: (\S+)(.*)/g)].map(([, action = '', comment = '']) => ({
      action,
      comment,
    }));
    for (const { action, comment } of used) {
      expect(action).toMatch(/@[0-9a-f]{40}$/);
      expect(comment).toMatch(/^ # v\d+\.\d+\.\d+$/);
    }
  });

  it('has no secret', () => {
    expect(read(path)).not.toMatch(/secrets\.|NPM_TOKEN/);
  });
});

describe.each([
  ['ci', 'run'],
  ['release', 'pack'],
] as const)('.ci/run in the workflow %s', (name, job) => {
  it('runs in Debian as root, for which it installs databases and browsers', () => {
    const { container, steps } = workflow(name).jobs[job] ?? {};
    expect(container?.image).toBe('node:24-bookworm');
    const step = steps?.find(({ run }) => run?.includes('.ci/run'));
    expect(step?.env).toEqual({ HOME: '/root' });
  });
});

describe('a release', () => {
  it('is published by the one job that npm trusts, which runs nothing of the build', () => {
    const { jobs, permissions } = workflow('release');
    expect(permissions).toEqual({});
    const trusted = Object.entries(jobs).filter(([, job]) => job.permissions?.['id-token'] === 'write');
    expect(trusted.map(([name, job]) => [name, job.environment])).toEqual([['publish', 'npm']]);
    expect(jobs['pack']?.permissions).toEqual({ contents: 'read' });
  });
});
