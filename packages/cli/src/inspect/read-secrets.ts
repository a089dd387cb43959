import { readFileSync } from 'node:fs';
import type { SecretCandidate } from '@authbeat/core/inspect';
import type { TenantRecord, TenantSecrets } from '@authbeat/server';
import { CommandError } from '../command-error.ts';
import { ENCRYPTION_KEYS, readEncryptionKeys } from '../encryption-keys.ts';
import type { InspectFlags } from './flags.ts';

/** Collects the shared secrets from the environment, the standard input and the store. */
export async function readSecrets(flags: InspectFlags): Promise<readonly SecretCandidate[]> {
  return [
    ...flags.secretEnv.map((name) => readVariable(name, false)),
    ...flags.previousSecretEnv.map((name) => readVariable(name, true)),
    ...(flags.secretStdin === true ? [readStandardInput()] : []),
    ...(flags.store === undefined ? [] : await readStore(flags.store)),
  ];
}

function readVariable(name: string, isPrevious: boolean): SecretCandidate {
  const secret = process.env[name];
  // The name may be the secret itself, typed in the wrong place: it is not repeated.
  if (secret === undefined || secret === '')
    throw new CommandError(
      'The environment variable that --secret-env names is not set. Give its name, not the secret.',
    );
  return { secret, name: `$${name}`, isPrevious };
}

/** One line break at the end belongs to the terminal, not to the secret. */
function readStandardInput(): SecretCandidate {
  const secret = readFileSync(0, 'utf8').replace(/\r?\n$/, '');
  if (secret === '') throw new CommandError('The standard input is empty (--secret-stdin).');
  return { secret, name: 'the secret from the standard input' };
}

async function readStore(path: string): Promise<readonly SecretCandidate[]> {
  const [{ readSqliteTenants }, { readTenantSecrets }] = await Promise.all([
    import('@authbeat/server/sqlite'),
    import('@authbeat/server'),
  ]);
  const keys = readEncryptionKeys();
  try {
    const tenants = readSqliteTenants(path).filter(({ forge }) => !forge);
    return tenants.flatMap((tenant) => candidatesOf(tenant, readTenantSecrets(tenant, keys)));
  } catch (cause) {
    throw new CommandError(`The store ${path} cannot be read (--store): ${reasonOf(cause)}`, { cause });
  }
}

function candidatesOf(
  { clientKey, baseUrl: hostBaseUrl }: TenantRecord,
  { secret, previous }: TenantSecrets,
): SecretCandidate[] {
  const current = { clientKey, hostBaseUrl, secret, name: `the secret of tenant ${clientKey}` };
  if (!previous) return [current];
  const name = `the previous secret of tenant ${clientKey}`;
  return [current, { clientKey, hostBaseUrl, ...previous, name, isPrevious: true }];
}

function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.includes('encryptionKeys')
    ? `its secrets are sealed. Set ${ENCRYPTION_KEYS}.`
    : `${message.replace(/\.?$/, '.')} It must be the SQLite file of an app on Authbeat.`;
}
