import type { Client } from '../client.ts';
import type { ClientErrorCode } from '../errors.ts';

/** What each failure means for the app's developer. docs/client/errors.md has the details. */
const SENTENCES: Record<ClientErrorCode, string> = {
  options_invalid: 'createClient() was given options that it cannot use.',
  closed: 'The client has been disposed of, or there is no page: on a server it does nothing.',
  offline: 'The browser is offline. The session goes on by itself when the network is back.',
  host_missing:
    'The host’s bridge is not there. Open the page inside Jira or Confluence, and load all.js before or soon after the app.',
  host_silent: 'The host’s bridge did not answer AP.context.getToken() in time.',
  host_refused:
    'The host gave no token: the person may have signed out of it, or the app is being uninstalled.',
  token_missing: 'There is no token to begin with: no meta element, no header, no live session to trade.',
  unavailable:
    'The app’s server could not be reached, or did not do what it was asked. Is Authbeat mounted where `mount` says? See error.data.',
  refused:
    'The app’s server does not know this tenant, or the address is not the app’s. Asking again does not help.',
  signedout: 'The session was ended by a sign-out, or revoked. client.retry() asks the host for a new one.',
  session_refused:
    'The app’s server refuses the sessions that it has just handed out. Do all nodes have the same session keys?',
  body_consumed:
    'The session was renewed, but the request had a stream for a body, which cannot be sent again. Send the request once more.',
};

const explained = new WeakSet<Client>();

/** Says on the console when a session fails, once per client however often it is asked for. */
export function explain(client: Client): void {
  if (explained.has(client)) return;
  explained.add(client);
  client.on('changed', ({ status, error }) => {
    if (error === undefined) return;
    // The console is where developers look, and this is in development builds only.
    // oxlint-disable-next-line eslint/no-console
    console.warn(`[authbeat] ${status}: ${SENTENCES[error.code]} (${error.code})`, error.data);
  });
}
