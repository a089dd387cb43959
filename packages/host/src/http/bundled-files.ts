import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

/**
 * The files of Atlassian's bridge, jQuery, which it needs, and Atlassian's CSS reset, which pages of apps link to. Here
 * they are found where npm has installed them. The build copies them beside this module and replaces it, so that an app
 * that installs this package gets these files, and not the packages that they were bundled from.
 */
export const BUNDLED_FILES = {
  'iframe.js': resolve('atlassian-connect-js/dist/iframe.js'),
  'connect-host.js': resolve('atlassian-connect-js/dist/connect-host.js'),
  'css-reset.css': resolve('@atlaskit/css-reset/dist/bundle.css'),
  'jquery.min.js': resolve('jquery/dist/jquery.min.js'),
};
