import { page } from '../server.js';
import { extensionOf, settling } from './calls.js';

const ROOT = page.product === 'confluence' ? '/wiki' : '';
const MODULE_PAGE = /\/plugins\/servlet\/ac\/([^/]+)\/([^/]+)$/;

/** The paths of the pages that an app can go to. */
const TARGETS_OF_PRODUCT = {
  jira: {
    dashboard: () => '/dashboard',
    issue: ({ issueKey }) => `/browse/${encodeURIComponent(issueKey)}`,
    projectadminsummary: ({ projectKey }) => `/projects/${encodeURIComponent(projectKey)}`,
  },
  confluence: {
    dashboard: () => ROOT,
    contentview: ({ contentId }) => `${ROOT}/pages/${encodeURIComponent(contentId)}`,
    spaceview: ({ spaceKey }) => `${ROOT}/spaces/${encodeURIComponent(spaceKey)}`,
  },
};

const TARGETS = {
  ...TARGETS_OF_PRODUCT[page.product],
  userprofile: ({ userAccountId }) => `${ROOT}/people/${encodeURIComponent(userAccountId)}`,
  site: ({ relativeUrl }) => {
    const url = new URL(String(relativeUrl), location.origin);
    if (url.origin !== location.origin) throw new Error('AP.navigator.go("site") stays in the site.');
    return url.pathname + url.search + url.hash;
  },
  addonmodule: ({ addonKey, moduleKey, customData = {} }) => {
    const parameters = Object.entries(customData).map(([name, value]) => [`ac.${name}`, String(value)]);
    const query = parameters.length > 0 ? `?${new URLSearchParams(parameters)}` : '';
    return `${ROOT}/plugins/servlet/ac/${encodeURIComponent(addonKey)}/${encodeURIComponent(moduleKey)}${query}`;
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
    if (issueKey) return { target: 'issue', context: { issueKey } };
    const [, contentId] = /\/pages\/(\d+)$/.exec(location.pathname) ?? [];
    return contentId ? describeContent(contentId) : { target: 'dashboard', context: {} };
  }),
};

function describeContent(contentId) {
  const spaceKey = page.pages.find(({ id }) => id === contentId)?.space;
  return { target: 'contentview', context: { contentId, contentType: 'page', spaceKey } };
}

function readCustomData() {
  const parameters = [...new URLSearchParams(location.search)].filter(([name]) => name.startsWith('ac.'));
  return Object.fromEntries(parameters.map(([name, value]) => [name.slice('ac.'.length), value]));
}
