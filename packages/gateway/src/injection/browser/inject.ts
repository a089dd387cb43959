/**
 * What pages that cannot be changed load first: it puts the session on their calls of guarded APIs, in place of the token
 * that dies. `npm run build` makes one classic script of it and the client.
 */
import { createClient } from '@authbeat/client';
import { readPaths } from './paths.ts';
import { takeOverFetch } from './take-over-fetch.ts';
import { takeOverXhr } from './take-over-xhr.ts';

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const mount = new URL('.', script.src).pathname.replace(/\/$/, '');
  const client = createClient({ mount });
  const isGuarded = readPaths(script.dataset['paths'] ?? '', mount);
  takeOverFetch(client, isGuarded);
  takeOverXhr(client, isGuarded, mount);
}
