'use strict';
// A preload for apps in Node whose code cannot be configured for a local host:
//   NODE_OPTIONS="--require <path of this file>"
// It sends requests for Atlassian's key server to AUTHBEAT_KEY_SERVER, and resolves `*.localhost` (RFC 6761,
// section 6.3), which Node does not do on every system. Without AUTHBEAT_KEY_SERVER it does nothing.

const http = require('node:http');
const https = require('node:https');

const keyServer = process.env.AUTHBEAT_KEY_SERVER;
const KEY_SERVERS = new Set([
  'connect-install-keys.atlassian.com',
  'cs-migrations--cdn.connect-install-keys.atlassian.com',
]);

if (keyServer) {
  require('./resolve-localhost.cjs');
  redirectRequests(new URL(keyServer));
}

function redirectRequests(target) {
  const { request } = https;
  const redirect = (url) => {
    const moved = new URL(target);
    moved.pathname = `${target.pathname.replace(/\/$/, '')}${url.pathname}`;
    moved.search = url.search;
    return moved;
  };
  https.request = (...args) => {
    const url = urlOf(args);
    if (!url || !KEY_SERVERS.has(url.hostname)) return request(...args);
    const moved = redirect(url);
    const options = args.find((arg) => arg && typeof arg === 'object' && !(arg instanceof URL)) ?? {};
    const { method, headers, timeout, signal } = options;
    const callback = args.find((arg) => typeof arg === 'function');
    const send = moved.protocol === 'http:' ? http.request : request;
    return send(moved, { method, headers: withoutHost(headers), timeout, signal }, callback);
  };
  https.get = (...args) => https.request(...args).end();

  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const url = new URL(
      typeof input === 'object' && 'url' in input ? input.url : input,
      'http://none.invalid',
    );
    return KEY_SERVERS.has(url.hostname) ? fetch(redirect(url), init) : fetch(input, init);
  };
}

/** The URL of a call of `https.request`, which takes one, or options, or both. */
function urlOf([first]) {
  if (typeof first === 'string' || first instanceof URL)
    return URL.canParse(first) ? new URL(first) : undefined;
  const name = first?.hostname ?? first?.host ?? '';
  const url = `https://${name}${first?.path ?? '/'}`;
  return URL.canParse(url) ? new URL(url) : undefined;
}

function withoutHost(headers = {}) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'host'));
}
