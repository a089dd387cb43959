import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findFreePorts, runCli } from './fixtures/run-cli.ts';

const REMOTE = fileURLToPath(new URL('fixtures/forge-remote.ts', import.meta.url));
const MANIFEST = `
app: { id: 'ari:cloud:ecosystem::app/8f1c4e3a-9a3d-4d0e-8c53-1f0a6a2f1b77' }
remotes: [{ key: back-end, baseUrl: 'https://app.example.com/api' }]
resources: [{ key: main, path: static }]
modules:
  endpoint: [{ key: events, remote: back-end, route: { path: /events } }]
  jira:issuePanel: [{ key: panel, title: Notes, resource: main }]
`;

async function check(manifest: string): Promise<{ exitCode: number | null; output: string }> {
  const [port, appPort] = await findFreePorts();
  const path = join(mkdtempSync(join(tmpdir(), 'authbeat-check-')), 'manifest.yml');
  writeFileSync(path, manifest);
  const own = ['check', path, '--port', port, '--app-port', appPort];
  const run = runCli([...own, '--', process.execPath, REMOTE]);
  return { exitCode: await run.exit, output: run.output() };
}

it('tests the endpoints of a manifest with tokens of a local host', async () => {
  // The fixture accepts whatever comes.
  const { exitCode, output } = await check(MANIFEST);
  expect(output).toMatch(/FAIL remote-authentication/);
  expect(output).toMatch(/FAIL remote-audience/);
  expect(output).toMatch(/ ok {2}remote-cors/);
  expect(output).toContain('/api/events');
  expect(exitCode).toBe(1);
});

it('asks for a route where the manifest declares no endpoint', async () => {
  const { exitCode, output } = await check(MANIFEST.replace('route: { path: /events }', ''));
  expect(output).toContain('Name a route of the remote, such as --api "GET /api/notes".');
  expect(exitCode).toBe(2);
});
