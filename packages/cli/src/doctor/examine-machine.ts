import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readTenantSecrets } from '@authbeat/server';
import { readSqliteTenants } from '@authbeat/server/sqlite';
import { ENCRYPTION_KEYS, readEncryptionKeys } from '../encryption-keys.ts';
import { formatCount } from '../format-count.ts';
import type { DoctorFlags } from './flags.ts';
import type { Send } from './request.ts';
import { fix, note, ok, type Result } from './result.ts';

const PACKAGES = ['server', 'client', 'core', 'host', 'scanner', 'gateway'];
/** The least length of a session key, in bytes. */
const LEAST_KEY = 32;

/** Examines this machine: its Node, packages, keys and store. */
export function examineMachine(
  folder: string,
  environment: NodeJS.ProcessEnv,
  { sessionKeyEnv, store }: Pick<DoctorFlags, 'sessionKeyEnv' | 'store'>,
): readonly Result[] {
  return [
    ok('Node', process.versions.node),
    examineVersions(folder),
    examineKey(sessionKeyEnv, environment[sessionKeyEnv]),
    ...(store === undefined ? [] : [examineStore(store)]),
  ];
}

function examineVersions(folder: string): Result {
  const versions = PACKAGES.flatMap((name) => {
    const version = readVersion(folder, `@authbeat/${name}`);
    return version === undefined ? [] : [{ name: `@authbeat/${name}`, version }];
  });
  const [first] = versions;
  if (first === undefined) return note('packages', `${folder} has no package of Authbeat installed.`);
  if (versions.every(({ version }) => version === first.version))
    return ok('packages', `all of version ${first.version}`);
  const list = versions.map(({ name, version }) => `${name} ${version}`).join(', ');
  return fix('packages', `Their versions differ: ${list}. Install the same version of all.`);
}

/** Node looks for a package in each folder above, and so does this. */
function readVersion(folder: string, name: string): string | undefined {
  try {
    const manifest = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { version: string }).version;
  } catch {
    const above = dirname(folder);
    return above === folder ? undefined : readVersion(above, name);
  }
}

function examineKey(name: string, key: string | undefined): Result {
  if (key === undefined || key === '')
    return note(
      'session key',
      `${name} is not set here. Production needs one: \`openssl rand -base64 48\` makes it. \`authbeat dev\` brings its own.`,
    );
  return Buffer.byteLength(key) >= LEAST_KEY
    ? ok('session key', `${name} is set`)
    : fix(
        'session key',
        `${name} is shorter than ${LEAST_KEY} bytes. \`openssl rand -base64 48\` makes a better one.`,
      );
}

function examineStore(path: string): Result {
  try {
    const tenants = readSqliteTenants(path);
    const installed = tenants.filter((tenant) => tenant.installed);
    for (const tenant of installed) readTenantSecrets(tenant, readEncryptionKeys());
    return installed.length > 0
      ? ok('store', `${path} has ${formatCount(installed.length, 'installed tenant')}`)
      : fix('store', `${path} has no installed tenant. Install the app, or give the store that it uses.`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return reason.includes('encryptionKeys')
      ? fix('store', `${path} has sealed secrets. Set ${ENCRYPTION_KEYS} to the keys of the app.`)
      : fix('store', `${path} cannot be read (${reason}). It has to be the SQLite file of the app.`);
  }
}

/** Examines what the app and its pages need from the network. */
export async function examineNetwork(
  { bridge, keyServer }: Pick<DoctorFlags, 'bridge' | 'keyServer'>,
  send: Send,
): Promise<readonly Result[]> {
  const [script, keys] = await Promise.all([send(bridge), send(keyServer)]);
  const type = script?.headers.get('content-type') ?? '';
  return [
    script?.status === 200 && type.includes('javascript')
      ? ok('bridge', bridge)
      : fix(
          'bridge',
          `${bridge} responds with ${script?.status ?? 'nothing'}. Browsers of your users need it; from this machine, a proxy may block it.`,
        ),
    keys && keys.status < 500
      ? ok('key server', keyServer)
      : fix(
          'key server',
          `${keyServer} responds with ${keys?.status ?? 'nothing'}. Installations get 503 until the app reaches it.`,
        ),
  ];
}
