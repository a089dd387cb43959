import { call } from '../server.js';

const TEXT_TYPE = /^(?:text\/|application\/(?:[\w.+-]*json|xml|javascript|x-www-form-urlencoded))/i;
/** Headers that come from the host, not from the app. */
const OWN_HEADER = /^authorization$/i;

/**
 * `requestRemote()`: this page fetches from the remote itself, with the token of the place. So the remote needs CORS
 * for the address of the site.
 */
export async function fetchRemote({ data }, { remoteKey, fetchRequestInit, isMultipartFormData }) {
  const { app, module, issue } = data;
  const { path = '/', method = 'GET', headers = [], body } = fetchRequestInit;
  const place = { app, module, ...(issue && { issue }) };
  const report = (outcome) =>
    call('/host/forge/report', { ...place, event: 'requested', name: remoteKey, method, path, ...outcome });
  const issued = await call('/host/forge/token', { ...place, remote: remoteKey });
  if (issued.kind === 'rejected') throw new Error(issued.reason);
  const sent = new Headers(headers.filter(([name]) => !OWN_HEADER.test(name)));
  sent.set('authorization', `Bearer ${issued.token}`);
  if (isMultipartFormData) sent.delete('content-type');
  let response;
  try {
    response = await fetch(issued.url + (path.startsWith('/') ? path : `/${path}`), {
      method,
      headers: sent,
      body: isMultipartFormData ? formOf(JSON.parse(body)) : (body ?? undefined),
      credentials: 'omit',
    });
  } catch {
    await report({ status: 0 });
    throw new Error(
      `The browser could not read a response of ${issued.url}: the remote does not run, or allows no CORS for ${location.origin}.`,
    );
  }
  await report({ status: response.status });
  return describeResponse(response);
}

async function describeResponse(response) {
  const { status, statusText } = response;
  const headers = Object.fromEntries(response.headers);
  const type = headers['content-type'] ?? 'text/plain';
  if (TEXT_TYPE.test(type)) return { status, statusText, headers, body: await response.text() };
  return { status, statusText, headers, isAttachment: true, body: await base64Of(await response.blob()) };
}

async function base64Of(blob) {
  const reader = new FileReader();
  const loaded = new Promise((resolve, reject) => {
    reader.addEventListener('load', () => resolve(reader.result));
    reader.addEventListener('error', () => reject(reader.error));
  });
  reader.readAsDataURL(blob);
  return String(await loaded).split(',')[1] ?? '';
}

/** A form as `@forge/bridge` sends it: each file is base64, and its name and type stand beside it. */
function formOf(fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (/^__file\w*(?:Name|Type)$/.test(name)) continue;
    const fileName = fields[`__${name}Name`];
    if (fileName === undefined) form.append(name, value);
    else form.append(name, blobOf(value, fields[`__${name}Type`]), fileName);
  }
  return form;
}

function blobOf(text, type) {
  const [, base64 = text] = String(text).split(',');
  return new Blob([Uint8Array.from(atob(base64), (char) => char.codePointAt(0))], { type });
}

/** `invokeRemote()`, by Forge's proxy. Resolver functions and containers do not run here. */
export async function invoke({ data }, { invokeType, functionKey, path, method, headers, body }) {
  if (functionKey !== undefined)
    throw new Error(`The local Forge host runs no functions: it cannot invoke "${functionKey}".`);
  if (invokeType !== 'ui-remote-fetch')
    throw new Error(`The local Forge host does not simulate invocations of the type "${invokeType}".`);
  const { app, module, issue } = data;
  return call('/host/forge/invoke', { app, module, ...(issue && { issue }), path, method, headers, body });
}

/** `requestJira()` and `requestConfluence()`: the product's REST API as the user who is signed in. */
export async function fetchProduct({ data }, { product, restPath, fetchRequestInit }) {
  if (!['jira', 'confluence'].includes(product))
    throw new Error(`The local Forge host does not simulate the REST API of "${product}".`);
  const { method = 'GET', headers = [], body } = fetchRequestInit;
  const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return call('/host/forge/product', { app: data.app, url: restPath, method, contentType, body });
}
