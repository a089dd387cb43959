import { call } from '../server.js';
import { extensionOf, settling } from './calls.js';

const FORM = 'application/x-www-form-urlencoded';

/** `AP.request`: a call of the REST API as the user who is signed in, with the scopes of the app. */
export const request = settling(async (...args) => {
  const { addon_key: app } = extensionOf(args);
  const [options] = args;
  const { url, type = 'GET', data, contentType = FORM } = options ?? {};
  const target = new URL(String(url), `${location.origin}/`);
  if (target.origin !== location.origin) throw new Error('AP.request() calls the host only: pass a path.');
  const method = String(type).toUpperCase();
  const isRead = method === 'GET' || method === 'HEAD';
  if (isRead && isObject(data))
    for (const [name, value] of Object.entries(data)) target.searchParams.set(name, value);
  const body = isRead || data === undefined ? undefined : encode(data, contentType);
  const result = await call('/host/request', {
    app,
    method,
    url: target.pathname + target.search,
    contentType,
    body,
  });
  const xhr = {
    status: result.status,
    statusText: String(result.status),
    responseText: result.body,
    headers: result.headers,
  };
  // Rejections cross the bridge as they are: an error would become its message.
  // oxlint-disable-next-line typescript/only-throw-error, no-throw-literal
  if (result.status >= 400) throw { xhr, err: result.body };
  return { body: result.body, xhr };
});

function encode(data, contentType) {
  if (typeof data === 'string') return data;
  return contentType.includes('json') ? JSON.stringify(data) : new URLSearchParams(data).toString();
}

function isObject(value) {
  return typeof value === 'object' && value !== null;
}
