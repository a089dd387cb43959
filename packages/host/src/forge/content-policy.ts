import type { ForgeInstallation } from './forge-installation.ts';
import type { ExternalKind } from './manifest.ts';

/** The tokens of the sandbox that Atlassian's CDN puts the pages of apps into. */
export const SANDBOX =
  'allow-popups allow-popups-to-escape-sandbox allow-downloads allow-forms allow-modals allow-pointer-lock allow-same-origin allow-scripts';

/** What a hash or a keyword of the manifest looks like in a policy: `unsafe-inline`, `sha256-…`. */
const QUOTED = /^(?:unsafe-|sha\d{3}-)/;

/**
 * The content security policy of an app's pages, as Atlassian's CDN sends it: the app's own files, the site, and what
 * the manifest allows.
 *
 * @param siteUrls the sites that may frame the page
 */
export function buildContentPolicy(installation: ForgeInstallation, siteUrls: readonly string[]): string {
  const { permissions, resources } = installation.manifest;
  const external = (kind: ExternalKind): readonly string[] =>
    permissions.external[kind].map((entry) =>
      'remote' in entry
        ? new URL(installation.remoteUrl(entry.remote)).origin
        : localAddress(installation, entry.address),
    );
  const keywords = (names: readonly string[]): readonly string[] =>
    names.map((name) => (QUOTED.test(name) ? `'${name}'` : name));
  // As under `forge tunnel`: the development server talks to its own pages.
  const tunnel = resources.some(({ tunnelPort }) => tunnelPort !== undefined)
    ? ['http://localhost:*', 'ws://localhost:*']
    : [];
  const directives: Readonly<Record<string, readonly string[]>> = {
    'default-src': ["'self'"],
    'frame-ancestors': ["'self'", ...siteUrls],
    'frame-src': ["'self'", ...external('frames')],
    'font-src': ["'self'", ...external('fonts')],
    'img-src': ["'self'", 'data:', 'blob:', ...siteUrls, ...external('images')],
    'media-src': ["'self'", 'data:', 'blob:', ...external('media')],
    'connect-src': ["'self'", ...tunnel, ...external('fetch')],
    'script-src': ["'self'", ...keywords(permissions.contentScripts), ...external('scripts')],
    'style-src': ["'self'", ...keywords(permissions.contentStyles), ...external('styles')],
    'form-action': ["'self'"],
    sandbox: [SANDBOX],
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}

/** The address of a remote that is on this machine, in place of its address in the manifest. */
function localAddress(installation: ForgeInstallation, address: string): string {
  const { remotes } = installation.manifest;
  const remote = remotes.find(({ baseUrl }) => {
    const { origin, host } = new URL(baseUrl);
    return [origin, host].includes(address.replace(/\/+$/, ''));
  });
  return remote ? new URL(installation.remoteUrl(remote.key)).origin : address;
}
