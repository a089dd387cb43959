import type { Client } from '../client.ts';
import type { ClientErrorCode } from '../errors.ts';

/** What each failure means for the app's developer. docs/client/errors.md has the details. */
const SENTENCES: Record<ClientErrorCode, string> = {
  options_invalid:
    'createClient() got options that it cannot use, or the attribute data-authbeat-mount is not a path.',
  closed: 'The client was disposed of, or there is no page: on a server it does nothing.',
  offline: 'The browser is offline. The session continues when the network is back.',
  host_missing:
    'The host’s bridge did not load. Open the page inside Jira or Confluence, and load all.js before the app or soon after it.',
  host_silent: 'The host’s bridge did not respond to AP.context.getToken() in time.',
  host_refused:
    'The host gave no token: the user may have signed out of it, or the app is being uninstalled.',
  token_missing: 'There is no token to begin with: no meta element, no header, no live session to trade.',
  unavailable:
    'The app’s server could not be reached, or refused for now. Is Authbeat mounted where `mount` says? See error.data.',
  refused:
    'The app’s server does not know this tenant, or the address is not the app’s. Asking again does not help.',
  signedout:
    'The user signed out, or the session was revoked. client.retry() asks the host for a new session.',
  session_refused:
    'The app’s server refuses the sessions that it has just issued. Do all nodes have the same session keys?',
  cookies_blocked:
    'The browser did not send the cookie of the session: it blocks cookies in frames. Allow them for this site, or use bearer sessions.',
  body_consumed:
    'The session was renewed, but the body of the request is a stream, which cannot be sent again. Send the request once more.',
};

const explained = new WeakSet<Client>();

/** Says on the console when a session fails. A client is explained once, however often this is called. */
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
