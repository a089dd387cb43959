import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CommandError } from './command-error.ts';
import { openStore } from './databases/open-store.ts';
import { readPort } from './read-option.ts';
import { runUntilSignal } from './run-until-signal.ts';

interface GatewayFlags {
  readonly upstream?: string;
  readonly config: string;
  readonly port?: number;
  readonly host?: string;
  readonly check?: boolean;
}

/** How long a request may wait for the store, in seconds. */
const STORE_TIMEOUT = 2;

const DEFAULT_CONFIG = 'authbeat.gateway.json';

const DESCRIPTION = `Runs a reverse proxy in front of a Connect app in any language. Expired page
loads heal, and the app gets them as the host would have made them.

Secrets stand in the environment: AUTHBEAT_SESSION_KEYS, AUTHBEAT_STORE
(sqlite:<path>, postgres://… or redis://…) and AUTHBEAT_ENCRYPTION_KEYS. Every
option of the configuration file can be set there as well, such as
AUTHBEAT_GATEWAY_UPSTREAM.`;

/** Adds `authbeat gateway` to a program. */
export function defineGateway(program: Command): void {
  program
    .command('gateway')
    .summary('run a gateway in front of an app')
    .description(DESCRIPTION)
    .option('--upstream <url>', 'the origin of the app, such as http://127.0.0.1:8080')
    .option('--config <file>', 'the configuration', DEFAULT_CONFIG)
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--port <number>', 'port to listen on (default: 8081)', readPort)
    .option('--check', 'print what would be guarded, and end')
    .action(async (flags: GatewayFlags) => {
      process.exitCode = await runUntilSignal(async (signal) => run(flags, signal), { exitCode: 1 });
    });
}

async function run({ config, check, ...flags }: GatewayFlags, signal: AbortSignal): Promise<number> {
  // Loaded here, so that help and mistakes in options do not wait for it.
  const { checkGateway, describePlan, readConfiguration, runGateway } = await import('@authbeat/gateway');
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  const configuration = readConfiguration(
    { ...readFile(config), ...Object.fromEntries(given) },
    withoutVariables(Object.keys(flags)),
  );
  const { store, close } = await openStore(configuration.storeUrl, {
    isNew: 'create',
    timeout: STORE_TIMEOUT,
  });
  try {
    if (check === true) {
      const { gateway } = configuration;
      const plan = await checkGateway({ ...gateway, server: { ...gateway.server, store } });
      process.stdout.write(describePlan(plan));
    } else {
      const logger = createLogger();
      const onListening = (port: number): void => logger.info({ port }, 'authbeat gateway: listening');
      await runGateway(configuration, { store, signal, logger, onListening });
    }
  } finally {
    await close();
  }
  return 0;
}

/** Each line is one JSON object. */
function createLogger() {
  const write = (level: string) => (data: object, message: string) => {
    process.stdout.write(
      `${JSON.stringify({ level, time: new Date().toISOString(), msg: message, ...data })}\n`,
    );
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

/** Flags win over environment variables. */
function withoutVariables(names: readonly string[]): NodeJS.ProcessEnv {
  const hidden = new Set(names.map((name) => `AUTHBEAT_GATEWAY_${name.toUpperCase()}`));
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !hidden.has(name)));
}

/** The file of the configuration. Only the default one may be missing. */
function readFile(path: string): object {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as object;
  } catch (cause) {
    const isMissing = cause instanceof Error && Reflect.get(cause, 'code') === 'ENOENT';
    if (isMissing && path === DEFAULT_CONFIG) return {};
    const reason = isMissing ? 'does not exist' : 'is not JSON';
    throw new CommandError(`The configuration ${path} ${reason} (--config).`, { cause });
  }
}
