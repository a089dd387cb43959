import { extensionOf, settling } from './calls.js';

const MODULE_PAGE = /^\/plugins\/servlet\/ac\/([^/]+)\/([^/]+)$/;

/** The paths of the pages that an app can go to. */
const TARGETS = {
  dashboard: () => '/',
  issue: ({ issueKey }) => `/browse/${encodeURIComponent(issueKey)}`,
  site: ({ relativeUrl }) => {
    const url = new URL(String(relativeUrl), location.origin);
    if (url.origin !== location.origin) throw new Error('AP.navigator.go("site") stays in the site.');
    return url.pathname + url.search + url.hash;
  },
  addonmodule: ({ addonKey, moduleKey, customData = {} }) => {
    const parameters = Object.entries(customData).map(([name, value]) => [`ac.${name}`, String(value)]);
    const query = parameters.length > 0 ? `?${new URLSearchParams(parameters)}` : '';
    return `/plugins/servlet/ac/${encodeURIComponent(addonKey)}/${encodeURIComponent(moduleKey)}${query}`;
  },
};

/** `AP.navigator`. */
export const navigation = {
  go: settling(async (...args) => {
    const [target, context] = args;
    const toPath = TARGETS[String(target).toLowerCase()];
    if (!toPath) throw new Error(`AP.navigator.go("${target}") is not simulated by the local host.`);
    const { addon_key: addonKey } = extensionOf(args);
    location.assign(toPath({ addonKey, ...(args.length > 2 ? context : {}) }));
    return {};
  }),
  reload: settling(async () => {
    location.reload();
    return {};
  }),
  getLocation: settling(async () => {
    const [, addonKey, moduleKey] = MODULE_PAGE.exec(location.pathname) ?? [];
    if (addonKey)
      return { target: 'addonModule', context: { addonKey, moduleKey, customData: readCustomData() } };
    const [, issueKey] = /^\/browse\/(.+)$/.exec(location.pathname) ?? [];
    return issueKey ? { target: 'issue', context: { issueKey } } : { target: 'dashboard', context: {} };
  }),
};

function readCustomData() {
  const parameters = [...new URLSearchParams(location.search)].filter(([name]) => name.startsWith('ac.'));
  return Object.fromEntries(parameters.map(([name, value]) => [name.slice('ac.'.length), value]));
}
