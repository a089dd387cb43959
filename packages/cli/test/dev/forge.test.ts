import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findFreePorts, runCli, type RunningCli } from '../fixtures/run-cli.ts';

const REMOTE = fileURLToPath(new URL('../fixtures/forge-remote.ts', import.meta.url));
const UUID = '8f1c4e3a-9a3d-4d0e-8c53-1f0a6a2f1b77';
const MANIFEST = `
app: { id: 'ari:cloud:ecosystem::app/${UUID}' }
remotes: [{ key: back-end, baseUrl: 'https://app.example.com/api' }]
resources: [{ key: main, path: static }]
modules:
  endpoint: [{ key: events, remote: back-end, route: { path: /events } }]
  jira:issuePanel: [{ key: panel, title: Notes, resource: main }]
  jira:globalPage: [{ key: kit, title: Kit, resource: main, render: native }]
  trigger: [{ key: lifecycle, endpoint: events, events: ['avi:forge:installed:app'] }]
`;

interface Run {
  readonly cli: RunningCli;
  readonly port: string;
  readonly appPort: string;
  readonly path: string;
}

async function dev(manifest: string): Promise<Run> {
  const [port, appPort] = await findFreePorts();
  const path = join(mkdtempSync(join(tmpdir(), 'authbeat-dev-')), 'manifest.yml');
  writeFileSync(path, manifest);
  const cli = runCli(['dev', '--port', port, '--app-port', appPort, path, '--', process.execPath, REMOTE]);
  return { cli, port, appPort, path };
}

describe('authbeat dev with the manifest of a Forge app', () => {
  it('starts the remote with what it must know, installs the app, and follows its manifest', async () => {
    const { cli, port, appPort, path } = await dev(MANIFEST);
    try {
      await cli.prints('Press Ctrl-C to stop.');
      expect(cli.output()).toContain(`http://jira.localhost:${port}/jira/apps/${UUID}/panel?issue=AB-1`);
      expect(cli.output()).toContain(`The remote "back-end" is http://127.0.0.1:${appPort}/api here.`);
      expect(cli.output()).toContain(
        'Not shown: jira:globalPage "kit". The local host does not render UI Kit.',
      );
      const state = (await (await fetch(`http://127.0.0.1:${appPort}/state`)).json()) as Record<
        string,
        unknown
      >;
      expect(state).toEqual({
        events: ['Bearer eyJ'],
        AUTHBEAT_FORGE_APP_ID: `ari:cloud:ecosystem::app/${UUID}`,
        AUTHBEAT_FORGE_ENVIRONMENTS: 'development',
        AUTHBEAT_FORGE_JWKS_URL: `http://127.0.0.1:${port}/.well-known/jwks.json`,
        AUTHBEAT_FORGE_ORIGINS: expect.stringMatching(
          new RegExp(`^http://forge-[0-9a-f]{8}\\.localhost:${port},http://jira\\.localhost:${port}$`),
        ),
      });
      writeFileSync(path, MANIFEST.replace('title: Notes', 'title: Other notes'));
      await cli.prints('The manifest changed. Reload the page.');
    } finally {
      cli.kill('SIGTERM');
    }
    expect(await cli.exit).toBe(0);
  });

  it('names every mistake in the manifest, and starts nothing', async () => {
    const { cli } = await dev(
      MANIFEST.replace('remote: back-end', 'remote: nowhere').replace('key: main,', ''),
    );
    expect(await cli.exit).toBe(1);
    expect(cli.output()).toContain('each entry of `resources` needs a `key`');
    expect(cli.output()).toContain('`remote` of the endpoint "events" must be the key of a remote');
  });
});
