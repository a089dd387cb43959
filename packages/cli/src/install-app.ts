import { AuthbeatError, type Descriptor } from '@authbeat/core';
import { InstallationError, type Host, type Installation, type Site } from '@authbeat/host';

/**
 * Installs an app in a site of the local host.
 *
 * @param descriptor where it has been fetched already
 * @throws {Failure} with a sentence that says why it failed and what to look at
 */
export async function installApp(
  { keyServerUrl }: Host,
  site: Pick<Site, 'install'>,
  descriptorUrl: string,
  Failure: new (sentence: string, options: ErrorOptions) => Error,
  descriptor?: Descriptor,
): Promise<Installation> {
  try {
    return await site.install(descriptorUrl, descriptor);
  } catch (cause) {
    const reason = cause instanceof AuthbeatError ? cause.message : 'The app cannot be reached.';
    throw new Failure([reason, ...hintFor(cause, keyServerUrl)].join(' '), { cause });
  }
}

function hintFor(cause: unknown, keyServerUrl: string): readonly string[] {
  const { status = 0 } = cause instanceof InstallationError ? cause.data : {};
  if (status >= 500) return ['The log of the app says what went wrong there.'];
  // An app that trusts Atlassian's key server alone refuses the call of another host.
  return status >= 400 ? [`The app must trust the key server ${keyServerUrl} (AUTHBEAT_KEY_SERVER).`] : [];
}
