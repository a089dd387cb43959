import { scan, type Report } from '@authbeat/scanner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstaller } from '../../packages/cli/src/check/create-installer.ts';
import { startSystem, type System } from '../harness/system.ts';
import { complaintsOf } from './run-check.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system.close();
});

function statusOf({ checks }: Report, check: string): string | undefined {
  return checks.find(({ id }) => id === check)?.status;
}

describe('the example app', () => {
  const options = () => ({
    descriptorUrl: `${system.appUrl}/atlassian-connect.json`,
    apis: ['/api/notes', '/api/issue/notes'],
  });

  it('passes everything from outside', async () => {
    const report = await scan(options());
    expect(complaintsOf(report)).toEqual({});
    expect(report.isIncomplete).toBe(false);
    expect(statusOf(report, 'authentication')).toBe('pass');
    expect(statusOf(report, 'signed-install')).toBe('pass');
  });

  it('passes everything from inside, its late panel and its sessions included', async () => {
    const report = await scan({ ...options(), installer: createInstaller(system.host) });
    expect(report.depth).toBe('inside');
    expect(complaintsOf(report)).toEqual({});
    expect(report.isIncomplete).toBe(false);
    const notPassed = report.checks.filter(({ status }) => status !== 'pass').map(({ id }) => id);
    // It has no webhook, no page for administrators, and no TLS on this machine.
    expect(notPassed.toSorted()).toEqual([
      'certificate',
      'hsts',
      'privilege',
      'tls-version',
      'webhook-authentication',
    ]);
  });

  it('asks browsers to use HTTPS for a year, with every response', async () => {
    for (const path of ['/foo.html', '/api/notes', '/authbeat/session', '/nothing'])
      expect((await fetch(`${system.appUrl}${path}`)).headers.get('strict-transport-security')).toBe(
        'max-age=31536000; includeSubDomains',
      );
  });

  it('is left without the tenants that tested it', () => {
    const left = system.host.sites.filter(({ name }) => name.startsWith('check-'));
    expect(left.length).toBeGreaterThanOrEqual(2);
    expect(left.flatMap((site) => site.installations)).toEqual([]);
  });
});
