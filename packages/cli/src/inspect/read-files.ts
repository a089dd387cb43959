import { readFileSync } from 'node:fs';
import { isRecord } from '@authbeat/core';
import type { PublicKey } from '@authbeat/core/inspect';
import { CommandError } from '../command-error.ts';

/** Reads a descriptor from a file. */
export function readDescriptor(path: string): unknown {
  if (/^https?:/i.test(path))
    throw new CommandError(
      'Save the descriptor to a file first: inspect does not use the network (--descriptor).',
    );
  return readJson(path, '--descriptor');
}

/** Reads public keys from a JWK set, a single JWK, or PEM. */
export function readPublicKeys(path: string): readonly PublicKey[] {
  if (/^https?:/i.test(path))
    throw new CommandError('Save the keys to a file first: inspect does not use the network (--jwks).');
  const text = readText(path, '--jwks');
  if (text.includes('-----BEGIN')) return [{ pem: text }];
  const value = parse(text, path, '--jwks');
  const keys = isRecord(value) && Array.isArray(value['keys']) ? (value['keys'] as unknown[]) : [value];
  return keys
    .filter(isRecord)
    .map((jwk) => (typeof jwk['kid'] === 'string' ? { jwk, kid: jwk['kid'] } : { jwk }));
}

function readJson(path: string, option: string): unknown {
  return parse(readText(path, option), path, option);
}

function parse(text: string, path: string, option: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`${path} is not JSON (${option}).`, { cause });
  }
}

function readText(path: string, option: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CommandError(`${path} cannot be read (${option}).`, { cause });
  }
}
