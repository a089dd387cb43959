import { readFile } from 'node:fs/promises';
import { parseDescriptor, type Descriptor } from '@authbeat/core';
import { fetchDescriptor } from '@authbeat/host';
import { CommandError } from '../command-error.ts';
import { isThisMachine, type AppPlace } from './app-place.ts';

/**
 * Reads the descriptor of an app, from its URL or its file. In a file, a `baseUrl` that is not on this machine is
 * replaced by the address of the app.
 *
 * @throws {InstallationError} when it cannot be fetched
 * @throws {CommandError} when its file cannot be read, or its `baseUrl` is not on this machine and must not be called
 * @throws {DescriptorError}
 */
export async function readAppDescriptor(
  { appUrl, waitUrl, file }: AppPlace,
  allowRemote: boolean,
  signal: AbortSignal,
): Promise<Descriptor> {
  const descriptor =
    file === undefined ? await fetchDescriptor(waitUrl, signal) : await readDescriptorFile(file, appUrl);
  if (!allowRemote && !isThisMachine(descriptor.baseUrl))
    throw new CommandError(
      `The baseUrl of the descriptor is ${descriptor.baseUrl}, which is not on this machine, so it was not called. ` +
        `Let the app use ${appUrl} as its baseUrl (the variable APP_URL), give the descriptor as a file, authbeat dev <file> -- <command>, or allow the call with --allow-remote.`,
    );
  return descriptor;
}

async function readDescriptorFile(file: string, appUrl: string): Promise<Descriptor> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError(`The descriptor ${file} cannot be read.`, { cause });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`The descriptor ${file} is not JSON.`, { cause });
  }
  return parseDescriptor(withLocalUrl(value, appUrl));
}

function withLocalUrl(descriptor: unknown, appUrl: string): unknown {
  if (typeof descriptor !== 'object' || descriptor === null || !('baseUrl' in descriptor)) return descriptor;
  const { baseUrl } = descriptor;
  const isLocal = typeof baseUrl === 'string' && URL.canParse(baseUrl) && isThisMachine(baseUrl);
  return isLocal ? descriptor : { ...descriptor, baseUrl: appUrl };
}
