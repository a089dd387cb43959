/*
 * Behind Atlassian's file, in the same response: the parts of the product's modules that live in the frame.
 * Functions cannot cross the bridge, so callbacks are called, and headers are read, on this side.
 */
(() => {
  const { AP } = window;
  if (!AP) return;
  if (typeof AP.request === 'function') {
    const send = AP.request;
    const withHeaders = (xhr) => ({
      ...xhr,
      getResponseHeader: (name) => xhr.headers[String(name).toLowerCase()] ?? null,
      getAllResponseHeaders: () =>
        Object.entries(xhr.headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\r\n'),
    });
    AP.request = (url, options) => {
      const { success, error, ...plain } = typeof url === 'object' ? url : { ...options, url };
      const result = send(plain).then(
        ({ body, xhr }) => ({ body, xhr: withHeaders(xhr) }),
        (reason) => {
          const { xhr, err } = reason && reason.xhr ? reason : { err: String(reason) };
          // As in the cloud.
          // oxlint-disable-next-line typescript/only-throw-error
          throw { xhr: xhr ? withHeaders(xhr) : { status: 0, responseText: '' }, err };
        },
      );
      if (!success && !error) return result;
      result.then(
        ({ body, xhr }) => success && success(body, 'success', xhr),
        ({ xhr, err }) => error && error(xhr, 'error', err),
      );
      return undefined;
    };
  }
  // The bridge calls back by the last argument only.
  const callLast = (method) =>
    method &&
    ((...args) => {
      const callback = args.find((value) => typeof value === 'function');
      const options = args.find((value) => typeof value === 'object') ?? {};
      return callback ? method(options, callback) : method(options);
    });
  const pickDate = (method) =>
    method &&
    (({ date, showTime, onSelect = () => {} } = {}) => {
      const chosen = ({ date: iso }) => iso && onSelect(iso, new Date(iso));
      method({ date, showTime }, (result) => result && chosen(result));
    });
  // In the cloud, these are part of `AP` as well.
  for (const name of ['getLocation', 'resize', 'sizeToParent', 'hideFooter'])
    if (AP.env?.[name]) AP[name] ??= AP.env[name];
  const popState = (listener) => AP.events.on('history_popstate', listener);
  // Modules that are read by `AP.require` are other objects.
  // oxlint-disable-next-line no-underscore-dangle -- the names are Atlassian's
  const { _globals: globals, history, jira } = AP._hostModules ?? {};
  for (const module of new Set([AP.jira, jira]))
    if (module) {
      module.openCreateIssueDialog = callLast(module.openCreateIssueDialog);
      module.showJQLEditor = callLast(module.showJQLEditor);
      module.openDatePicker = pickDate(module.openDatePicker);
    }
  if (globals?.request) globals.request = AP.request;
  for (const module of [AP.history, history]) if (module) module.popState = popState;
})();
