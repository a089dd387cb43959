import type { Authbeat, AuthbeatResponse } from '../../src/index.ts';
import { bearer, exchangeForm } from '../support/app.ts';

/** What an account can do with sessions, without a socket: thousands of calls take a second. */
export interface SessionCalls {
  /** Exchanges a host token. */
  readonly exchange: (hostToken: string) => Promise<AuthbeatResponse>;
  /** Signs out of a session. */
  readonly signOut: (sessionToken: string) => Promise<AuthbeatResponse>;
}

export function callSessions(authbeat: Authbeat): SessionCalls {
  const call = async (
    method: string,
    form: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<AuthbeatResponse> => {
    const response = await authbeat.handle({
      method,
      url: '/authbeat/session',
      header: (name) => headers[name],
      body: async () => ({ state: 'raw', bytes: Buffer.from(form) }),
    });
    if (!response) throw new Error('There is no such endpoint.');
    return response;
  };
  return {
    async exchange(hostToken) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return call('POST', new URLSearchParams(exchangeForm(hostToken)).toString(), headers);
    },
    signOut: async (sessionToken) => call('DELETE', '', bearer(sessionToken)),
  };
}

/** The session token of a response. */
export function sessionTokenOf({ body }: AuthbeatResponse): string {
  return (JSON.parse(body) as { access_token: string }).access_token;
}
