import { existsSync } from 'node:fs';
import { CommandError } from '../command-error.ts';

/** Where a database is: the protocol of its URL without the colon, or `file`. */
export interface Address {
  readonly protocol: string;
  /** The URL, or the path of the file. */
  readonly url: string;
}

/**
 * Reads the address of a database: a URL, or the path of a file. `env:NAME` stands for the address in a variable, so
 * that its password is not in the list of processes.
 *
 * @throws {CommandError} when the variable is not set
 */
export function readAddress(text: string): Address {
  const name = /^env:(.+)$/.exec(text)?.[1];
  if (name === undefined) return parse(text);
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new CommandError(`The environment variable ${name} is not set.`);
  return parse(value);
}

/** @throws {CommandError} when there is no such file */
export function requireFile(path: string): string {
  if (!existsSync(path)) throw new CommandError(`There is no file ${path}.`);
  return path;
}

function parse(text: string): Address {
  const protocol = /^([a-z][a-z0-9+]*):\/\//.exec(text)?.[1];
  return protocol === undefined
    ? { protocol: 'file', url: text.replace(/^sqlite:/, '') }
    : { protocol, url: text };
}
