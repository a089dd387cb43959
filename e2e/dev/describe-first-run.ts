import { describe, expect, it, onTestFinished } from 'vitest';
import { findFreePorts } from '../../packages/cli/test/fixtures/run-cli.ts';
import { startProcess, type ProcessCommand, type RunningProcess } from '../harness/start-process.ts';
import { RUNS, useDev } from './use-dev.ts';

/** An app as it is, which knows nothing of Authbeat. */
export interface DevelopedApp extends Omit<ProcessCommand, 'env'> {
  /** What `authbeat dev` calls apps of this kind. */
  readonly kind: string;
  /** The variables for its port and its address, as in production. */
  readonly env: (port: string) => Readonly<Record<string, string>>;
}

/** The first run of `authbeat dev` with an app: what the command prints is all that a person has. */
export function describeFirstRun(app: DevelopedApp): void {
  describe(`authbeat dev with an app on ${app.kind}`, () => {
    const { run, openLatePanel } = useDev();

    const start = async (port: string, line = ''): Promise<RunningProcess> => {
      const variables = line.split(' ').filter((pair) => pair !== '');
      const given = variables.map((pair) => [
        pair.slice(0, pair.indexOf('=')),
        pair.slice(pair.indexOf('=') + 1),
      ]);
      return startProcess({ ...app, env: { ...app.env(port), ...Object.fromEntries(given) } });
    };

    it('leads from an app that trusts nothing to a run that works', async () => {
      const [port, appPort] = await findFreePorts();
      const first = await start(appPort);
      const cli = run(['--port', port, `http://127.0.0.1:${appPort}/atlassian-connect.json`]);
      await cli.prints('Restart the app or open a page of the host');
      const [, advice = ''] = cli.output().split('The app is not installed:');
      expect(advice).toContain('Likely cause:');
      const lines = advice.split('\n').map((line) => line.trim());
      const line = lines[lines.indexOf(`${app.kind}:`) + 1];
      await first.close();
      const second = await start(appPort, line);
      onTestFinished(second.close);
      await cli.prints(RUNS);
      expect(await openLatePanel(cli)).toBe(401);
    });

    it('starts it and shows its expiry: one command, one address, one click', async () => {
      const [port, appPort] = await findFreePorts();
      const ports = ['--port', port, '--app-port', appPort, '--wait', '600'];
      const cli = run([...ports, '--app-directory', app.cwd, '--', ...app.command]);
      await cli.prints(RUNS);
      expect(await openLatePanel(cli)).toBe(401);
    });
  });
}
