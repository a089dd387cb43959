/** How the process of the gateway listens and ends. */
export interface ProcessOptions {
  /** The address to listen on. Defaults to `127.0.0.1`. */
  readonly host: string;
  /** Defaults to 8081. */
  readonly port: number;
  /** Where it responds 200 while the process runs. Defaults to `/healthz`. */
  readonly healthPath: string;
  /** Where it responds 200 while it serves requests, and 503 otherwise. Defaults to `/readyz`. */
  readonly readyPath: string;
  /** How long open requests may take when the process is to end, in seconds: at most 3600. Defaults to 30. */
  readonly drainTimeout: number;
}

const DEFAULTS: ProcessOptions = {
  host: '127.0.0.1',
  port: 8081,
  healthPath: '/healthz',
  readyPath: '/readyz',
  drainTimeout: 30,
};

/**
 * Completes the options of the process with their defaults. A value of another type is a problem that the fields of the
 * configuration have reported already.
 */
export function resolveProcess(values: Readonly<Record<string, unknown>>): {
  readonly process: ProcessOptions;
  readonly problems: readonly string[];
} {
  const process = { ...DEFAULTS, ...values };
  const { port, healthPath, readyPath, drainTimeout } = process;
  const problems = [
    isInside(port, 65_535) && (typeof port !== 'number' || Number.isInteger(port))
      ? ''
      : '`port` must be a whole number from 0 to 65535',
    isInside(drainTimeout, 3600) ? '' : '`drainTimeout` must be a number from 0 to 3600',
    isPath(healthPath) ? '' : '`healthPath` must be a path such as /healthz',
    isPath(readyPath) ? '' : '`readyPath` must be a path such as /readyz',
    healthPath === readyPath ? '`healthPath` and `readyPath` must be two paths' : '',
  ];
  return { process, problems: problems.filter((problem) => problem !== '') };
}

function isInside(value: unknown, most: number): boolean {
  return typeof value !== 'number' || (value >= 0 && value <= most);
}

function isPath(value: unknown): boolean {
  return typeof value !== 'string' || /^\/[^\s?#*\\]*$/.test(value);
}
