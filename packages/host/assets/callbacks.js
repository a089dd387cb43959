/*
 * Behind Atlassian's file, in the same response: the parts of `AP.request` and `AP.history` that live in the frame.
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
  const popState = (listener) => AP.events.on('history_popstate', listener);
  // Modules that are read by `AP.require` are other objects.
  // oxlint-disable-next-line no-underscore-dangle -- the names are Atlassian's
  const { _globals: globals, history } = AP._hostModules ?? {};
  if (globals?.request) globals.request = AP.request;
  for (const module of [AP.history, history]) if (module) module.popState = popState;
})();
