import { call, page } from './server.js';

/* global connectHost */

/** Defines what the product adds to Atlassian's bridge. Call it before the first frame is created. */
export function defineBridge() {
  const context = {
    /** @param {unknown[]} args */
    getToken: (...args) => getToken(extensionOf(args)),
    /** @param {unknown[]} args */
    getContext: (...args) => Promise.resolve({ jira: extensionOf(args).options.productContext ?? {} }),
  };
  Object.assign(context.getToken, { returnsPromise: true });
  Object.assign(context.getContext, { returnsPromise: true });
  connectHost.defineModule('context', context);
  connectHost.registerContentResolver.resolveByExtension((extension) => toDeferred(resolveUrl(extension)));
  // A minute, as in production, where tokens live long enough for that.
  connectHost.setJwtClockSkew(Math.min(60, Math.floor(page.shortestLifetime / 3)));
}

/** The last argument of a bridge method is its callback, which has the frame that made the call. */
function extensionOf(args) {
  // oxlint-disable-next-line no-underscore-dangle -- the name is Atlassian's
  return args.at(-1)._context.extension;
}

async function getToken({ addon_key: app, key: module, options }) {
  const outcome = await call('/host/token', { app, module, issue: options.productContext?.issue?.key });
  if (outcome.kind === 'token') return outcome.token;
  if (outcome.kind === 'rejected') throw new Error(outcome.reason);
  return new Promise(() => {});
}

async function resolveUrl({ addon_key: app, key: module, options }) {
  const { url } = await call('/host/url', {
    app,
    module,
    issue: options.productContext?.issue?.key,
    ac: options.ac,
  });
  return { url, options };
}

/** The bridge expects promises like those of jQuery. */
function toDeferred(promise) {
  return {
    done: (resolved) => promise.then(resolved),
    fail: (rejected) => promise.then(null, (error) => rejected(null, { text: String(error.message) })),
  };
}
