import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

/**
 * The files of Atlassian's bridge, and jQuery, which it needs. Here they are found where npm has installed them. The
 * build copies them beside this module and replaces it, so that an app that installs this package gets these files,
 * and not the packages that they were bundled from.
 */
export const BRIDGE_FILES = {
  'iframe.js': resolve('atlassian-connect-js/dist/iframe.js'),
  'connect-host.js': resolve('atlassian-connect-js/dist/connect-host.js'),
  'jquery.min.js': resolve('jquery/dist/jquery.min.js'),
};
