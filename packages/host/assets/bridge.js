import { confluence } from './product/confluence.js';
import { cookie } from './product/cookie.js';
import { dialogProvider } from './product/dialog.js';
import { inlineDialogProvider } from './product/inline-dialog.js';
import { jira } from './product/jira.js';
import { flagProvider, messagesProvider } from './product/flags.js';
import { pageHistory, reportPopState } from './product/history.js';
import { navigation } from './product/navigator.js';
import { request } from './product/request.js';
import { unsimulated } from './product/unsimulated.js';
import { user } from './product/user.js';
import { extensionOf, settling } from './product/calls.js';
import { call, page } from './server.js';

/* global connectHost */

/** Defines what the product adds to Atlassian's bridge. Call it before the first frame is created. */
export function defineBridge() {
  const context = {
    /** @param {unknown[]} args */
    getToken: settling((...args) => getToken(extensionOf(args))),
    /** @param {unknown[]} args */
    getContext: settling(async (...args) => ({
      [page.product]: extensionOf(args).options.productContext ?? {},
    })),
  };
  const modules = {
    context,
    user,
    cookie,
    navigator: navigation,
    history: pageHistory,
    jira: { ...unsimulated.jira, ...jira },
    confluence: { ...unsimulated.confluence, ...confluence },
    customContent: unsimulated.customContent,
  };
  for (const [name, methods] of Object.entries(modules)) connectHost.defineModule(name, methods);
  connectHost.defineModule({ request });
  provide('flag', flagProvider);
  provide('messages', messagesProvider);
  provide('dialog', dialogProvider);
  provide('inlineDialog', inlineDialogProvider);
  reportPopState();
  connectHost.registerContentResolver.resolveByExtension((extension) => toDeferred(resolveUrl(extension)));
  // A minute, as in production, where tokens live long enough for that.
  connectHost.setJwtClockSkew(Math.min(60, Math.floor(page.shortestLifetime / 3)));
}

/** Draws what the bridge asks for with elements of this page, in place of those of Atlassian's AUI. */
function provide(name, provider) {
  const definition = {
    getModuleRegistrationName: () => name,
    isEnabled: () => true,
    getProvider: () => provider,
  };
  connectHost.getFrameworkAdaptor().registerModule(definition, {});
}

async function getToken({ addon_key: app, key: module, options }) {
  const outcome = await call('/host/token', { app, module, ...options.keys, frame: options.frame });
  if (outcome.kind === 'token') return outcome.token;
  if (outcome.kind === 'rejected') throw new Error(outcome.reason);
  return new Promise(() => {});
}

async function resolveUrl({ addon_key: app, key: module, options }) {
  const { url } = await call('/host/url', {
    app,
    module,
    ...options.keys,
    ac: options.ac,
    frame: options.frame,
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
