export { AuthbeatProvider, useAuthbeat, useAuthbeatFetch, useSession } from './provider.ts';
export type { AuthbeatProviderProps } from './provider.ts';
export type { ReconnectAttributes, ReconnectProps } from './jsx.ts';
