import { decodeToken } from '@authbeat/core';
import type { Host, Installation, Site } from '@authbeat/host';
import { InstallerError, type Installer, type Tenant } from '@authbeat/scanner';
import { CommandError } from '../command-error.ts';
import { installApp } from '../install-app.ts';

/** An installer for the scanner. It installs each time in another site of a local host. */
export function createInstaller(host: Host): Installer {
  let sites = 0;
  return {
    async install(descriptorUrl, descriptor) {
      sites += 1;
      const site = host.addSite(`check-${sites}`);
      return toTenant(host, site, await installApp(host, site, descriptorUrl, InstallerError, descriptor));
    },
  };
}

async function toTenant(host: Host, site: Site, installation: Installation): Promise<Tenant> {
  const { tokens, descriptor } = installation;
  return {
    clientKey: site.clientKey,
    hostBaseUrl: site.hostBaseUrl,
    administrator: accountOf(site, true),
    member: accountOf(site, false),
    get sharedSecret() {
      return installation.sharedSecret;
    },
    publicKey: await fetchPublicKey(host, await tokens.lifecycle({ url: descriptor.baseUrl })),
    signLifecycle: async (call) => tokens.lifecycle(call),
    reinstall: async () => installation.rotateSecret(),
    async uninstall() {
      if (installation.state !== 'uninstalled') await installation.uninstall();
    },
  };
}

function accountOf(site: Site, admin: boolean): string {
  const user = site.users.find((candidate) => candidate.admin === admin);
  if (!user) throw new CommandError('The local host lacks a user.');
  return user.accountId;
}

/** Fetches the install key from the key server, as apps do. */
async function fetchPublicKey({ keyServerUrl }: Host, token: string): Promise<string> {
  const response = await fetch(`${keyServerUrl}/${decodeToken(token).header.kid ?? ''}`);
  return response.text();
}
