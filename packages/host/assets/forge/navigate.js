/** `router.navigate()` and `router.open()`: to an address, or to a place in the product. */
export function navigate(frame, { url, type, ...location }) {
  const address = url === undefined ? urlOf(frame, location) : new URL(url, window.location.origin).href;
  if (!/^https?:/.test(address)) throw new Error('The router opens http and https addresses only.');
  if (type === 'new-tab') window.open(address, '_blank', 'noopener');
  else window.location.assign(address);
}

/** `router.getUrl()`: the address of a place in the product. */
export function urlOf({ data }, { target, issueKey, moduleKey }) {
  const path = pathOf(data.app, target, issueKey, moduleKey);
  if (path === undefined) throw new Error(`The local Forge host does not simulate the target "${target}".`);
  return new URL(path, window.location.origin).href;
}

function pathOf(app, target, issueKey, moduleKey) {
  if (target === 'issue') return `/browse/${encodeURIComponent(issueKey)}`;
  if (target === 'module') return `/jira/apps/${app}/${encodeURIComponent(moduleKey)}`;
  return undefined;
}
