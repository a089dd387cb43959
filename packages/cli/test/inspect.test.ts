import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryStringHash, signHs256 } from '@authbeat/core';
import type { Inspection } from '@authbeat/core/inspect';
import { sqliteStore } from '@authbeat/server/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN } from './fixtures/run-cli.ts';

const SECRET = 'ATCOl4mQ9xV2kRtY7wZ0bN3cH6jL1pS8dF5gA_uEiOXKnMyTq';
const AT = 1_795_341_600;
const PAGE = 'https://app.example.com/ctx/panel?issueKey=AB-1';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authbeat-inspect-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

function token(
  qsh: string = queryStringHash({ method: 'GET', url: PAGE, baseUrl: 'https://app.example.com/ctx' }),
): string {
  return signHs256({ iss: 'tenant-a', sub: 'me', iat: AT - 30, exp: AT + 150, qsh }, SECRET);
}

function run(
  args: readonly string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [BIN, 'inspect', '--at', String(AT), ...args],
    {
      input,
      encoding: 'utf8',
      env: { ...process.env, NODE_ENV: 'test', SHARED_SECRET: SECRET, ...env },
    },
  );
  return { stdout, stderr, status, output: stdout + stderr };
}

describe('authbeat inspect', () => {
  it('names the cause, and exits with 1', () => {
    const { output, status } = run([
      `${PAGE}&jwt=${token()}`,
      '--secret-env',
      'SHARED_SECRET',
      '--base-url',
      'https://app.example.com',
    ]);
    expect(output).toContain('https://authbeat.dev/causes/context-path-missing/');
    expect(output).toContain('It is made with $SHARED_SECRET.');
    expect(status).toBe(1);
  });

  it('exits with 0 when nothing is wrong, and prints neither secret nor whole token', () => {
    const { output, status } = run([
      `${PAGE}&jwt=${token()}`,
      '--secret-env',
      'SHARED_SECRET',
      '--base-url',
      'https://app.example.com/ctx',
    ]);
    expect(status).toBe(0);
    expect(output).toMatch(/✓ page: as \?jwt=/);
    expect(output).not.toContain(SECRET);
    expect(output).not.toContain(token());
    expect(output).not.toContain('\u001B');
  });

  it('keeps to 80 columns where the output is no terminal', () => {
    const { stdout } = run([`${PAGE}&jwt=${token()}`]);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('prints tokens whole when asked to', () => {
    expect(run([token(), '--show-tokens', '--json']).stdout).toContain(token());
  });

  it('reads the input and the secret from the standard input', () => {
    expect(run(['-'], { input: `${token('context-qsh')}\n` }).output).toContain('Context token');
    const { output } = run([token('context-qsh'), '--secret-stdin'], { input: `${SECRET}\n` });
    expect(output).toContain('It is made with the secret from the standard input.');
  });

  it('reads a curl command after --, and an archive from a file', async () => {
    const { output } = run([
      '--',
      'curl',
      '-H',
      `Authorization: JWT ${token('context-qsh')}`,
      'https://app.example.com/api/notes',
    ]);
    expect(output).toContain('In the Authorization header of GET');
    const har = join(folder, 'requests.har');
    const entry = (url: string): unknown => ({ request: { method: 'GET', url, headers: [] } });
    await writeFile(
      har,
      JSON.stringify({
        log: { entries: [entry(`${PAGE}&jwt=${token()}`), entry('https://app.example.com/x.css')] },
      }),
    );
    const { tokens, form } = JSON.parse(run([har, '--json']).stdout) as Inspection;
    expect([form, tokens.length]).toEqual(['har', 1]);
  });

  it('takes secrets from a store without changing it', async () => {
    const path = join(folder, 'store.db');
    const store = sqliteStore(path);
    await store.open();
    await store.writeTenant(
      {
        clientKey: 'tenant-a',
        version: 1,
        installed: true,
        enabled: true,
        generation: 0,
        baseUrl: 'https://example.atlassian.net',
        secret: SECRET,
        lastEventAt: AT,
        details: {},
      },
      0,
    );
    const { output } = run([token('context-qsh'), '--store', path]);
    await store.close();
    expect(output).toContain('It is made with the secret of tenant tenant-a.');
  });

  it('takes the descriptor from a file', async () => {
    const path = join(folder, 'descriptor.json');
    await writeFile(path, JSON.stringify({ key: 'app', baseUrl: 'https://app.example.com/ctx' }));
    expect(run([`${PAGE}&jwt=${token()}`, '--descriptor', path]).status).toBe(0);
  });

  it.for([
    ['no input', [], 'Give a token, URL'],
    ['a variable that is not set', ['x', '--secret-env', 'NOT_SET_HERE'], 'is not set'],
    ['a secret in place of a name', ['x', '--secret-env', SECRET], 'Give its name, not the secret'],
    [
      'a descriptor on the network',
      ['x', '--descriptor', 'https://app.example.com/atlassian-connect.json'],
      'does not use the network',
    ],
    ['a store that does not exist', ['x', '--store', 'none.db'], 'cannot be read (--store)'],
    ['a time that is none', ['x', '--at', 'yesterday'], 'Give ISO 8601'],
    ['one input for two', ['-', '--secret-stdin'], 'either the input'],
  ] as const)('exits with an error and one clear message for %s', ([, args, message]) => {
    const { stderr, status } = run(args);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain(SECRET);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).not.toBe(0);
  });
});
