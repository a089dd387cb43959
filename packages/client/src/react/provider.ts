// The one import that is not relative: React is this entry's optional peer.
// oxlint-disable-next-line eslint/no-restricted-imports
import { createContext, createElement, useContext, useSyncExternalStore } from 'react';
// oxlint-disable-next-line eslint/no-restricted-imports
import type { ReactNode } from 'react';
import type { Client } from '../client.ts';
import type { Snapshot } from '../events.ts';
import type { Fetch } from '../requests/fetch.ts';

const ClientContext = createContext<Client | undefined>(undefined);

/** A server has no session, and the first render in the browser has to be the same. */
const ON_SERVER: Snapshot = { status: 'starting' };

export interface AuthbeatProviderProps {
  /** Create it once, outside of components. */
  readonly client: Client;
  readonly children?: ReactNode;
}

/**
 * Provides the client to the hooks below it. It starts and stops nothing, so that strict mode, hot reload and
 * server rendering cause no request.
 *
 * @example
 * ```tsx
 * import { createClient } from '@authbeat/client';
 * import { AuthbeatProvider, useSession } from '@authbeat/client/react';
 *
 * const client = createClient();
 *
 * function Status() {
 *   const { status } = useSession();
 *   return <p>{status}</p>;
 * }
 *
 * export function App() {
 *   return (
 *     <AuthbeatProvider client={client}>
 *       <Status />
 *     </AuthbeatProvider>
 *   );
 * }
 * ```
 */
export function AuthbeatProvider({ client, children }: AuthbeatProviderProps): ReactNode {
  return createElement(ClientContext.Provider, { value: client }, children);
}

/** The client of the provider above. */
export function useAuthbeat(): Client {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error('authbeat: provider_missing');
  return client;
}

/** The state of the session. It holds no token: call `client.getToken()` for each request that needs one. */
export function useSession(): Snapshot {
  const client = useAuthbeat();
  return useSyncExternalStore(
    client.subscribe,
    () => client.state,
    () => ON_SERVER,
  );
}

/** The client's `fetch`; the same function in every render. */
export function useAuthbeatFetch(): Fetch {
  return useAuthbeat().fetch;
}
