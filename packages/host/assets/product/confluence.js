import { call } from '../server.js';
import { extensionOf, settling } from './calls.js';
import { dialogProvider } from './dialog.js';

/** `AP.confluence`: the macro of a frame or an editor, and the properties of a page. */
export const confluence = {
  getMacroData: settling(async (...args) => (await macroOf(args)).parameters),
  getMacroBody: settling(async (...args) => (await macroOf(args)).body),
  saveMacro: settling(async (...args) => {
    const [parameters, body] = args;
    await call('/host/saved-macro', {
      macro: keysOf(args).macro,
      parameters,
      ...(args.length > 2 && { body: String(body) }),
    });
    return {};
  }),
  closeMacroEditor: () => {
    dialogProvider.close();
    // The page shows the macro as it is now.
    location.reload();
  },
  getContentProperty: settling(async (...args) => readProperty(args)),
  syncPropertyFromServer: settling(async (...args) => readProperty(args)),
  setContentProperty: settling(async (...args) => {
    const [{ key, value, version = { number: 1 } }] = args;
    const { body, status } = await requestProperty(args, key, 'PUT', { key, value, version });
    return status < 400 ? { property: JSON.parse(body) } : { error: body };
  }),
};

async function macroOf(args) {
  return call('/host/macro', { macro: keysOf(args).macro });
}

async function readProperty(args) {
  const { body, status } = await requestProperty(args, args[0], 'GET');
  return status < 400 ? JSON.parse(body) : {};
}

async function requestProperty(args, key, method, value) {
  const { addon_key: app } = extensionOf(args);
  const { content } = keysOf(args);
  return call('/host/request', {
    app,
    method,
    url: `/wiki/rest/api/content/${content}/property/${encodeURIComponent(key)}`,
    contentType: 'application/json',
    body: value && JSON.stringify(value),
  });
}

function keysOf(args) {
  return extensionOf(args).options.keys ?? {};
}
