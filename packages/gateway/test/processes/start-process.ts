import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { runCli } from '../../../cli/test/fixtures/run-cli.ts';

/** The command `authbeat gateway` as a process of its own. */
export interface GatewayProcess {
  readonly origin: string;
  readonly pid: number;
  /** Ends it as a crash would. */
  readonly kill: () => Promise<void>;
  /** Ends it as an operator would. @returns its exit code */
  readonly end: () => Promise<number | null>;
}

export interface ProcessSetting {
  readonly upstream: string;
  readonly keyServer: string;
  /** `sqlite:<path>`, `postgres://…` or `redis://…`. */
  readonly store: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The same for all instances of a test: they share it as they share the store. */
const SESSION_KEY = randomBytes(48).toString('base64');

/** Starts the command, and waits until it has read the descriptor of the app. */
export async function startProcess({
  upstream,
  keyServer,
  store,
  environment = {},
}: ProcessSetting): Promise<GatewayProcess> {
  const cli = runCli(['gateway', '--upstream', upstream], {
    AUTHBEAT_GATEWAY_PORT: '0',
    AUTHBEAT_SESSION_KEYS: SESSION_KEY,
    AUTHBEAT_STORE: store,
    AUTHBEAT_GATEWAY_INSTALL_KEY_SERVERS: keyServer,
    AUTHBEAT_GATEWAY_QSH_ORDER: 'raw',
    AUTHBEAT_GATEWAY_APIS: '[{ "path": "/api/*" }]',
    ...environment,
  });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    cli.kill(signal);
    return cli.exit;
  };
  onTestFinished(async () => void (await end('SIGKILL')));
  await cli.prints('"msg":"authbeat gateway: ready"');
  const [, listening = ''] = /"port":(\d+)/.exec(cli.output()) ?? [];
  return {
    origin: `http://127.0.0.1:${listening}`,
    pid: cli.pid,
    kill: async () => void (await end('SIGKILL')),
    end: async () => end('SIGTERM'),
  };
}
