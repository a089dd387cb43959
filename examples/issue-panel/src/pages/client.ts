/// <reference types="vite/client" />
import { bridge, createClient, forge, hosted } from '@authbeat/client';

// Forge serves the pages from its own servers: the build for it says where the app is.
const { VITE_APP_URL: baseUrl = location.origin } = import.meta.env as { readonly VITE_APP_URL?: string };

/** The session of the page: on Connect by the bridge's token, on Forge by an invocation of the remote. */
export const client = createClient({
  baseUrl,
  source: hosted({
    connect: bridge(),
    forge: forge({
      remoteKey: 'back-end',
      requestRemote: async (...request) => (await import('@forge/bridge')).requestRemote(...request),
    }),
  }),
});
