export { startHost } from './start.ts';
export type { Host } from './start.ts';
export type { HostOptions } from './options.ts';
export type { TokenLives } from './world.ts';

export { Site } from './site/site.ts';
export type { User } from './site/users.ts';
export type { Issue } from './site/issues.ts';

export { Installation } from './app/installation.ts';
export type { InstallationState } from './app/installation.ts';
export type { ModuleUrlOptions } from './app/make-module-url.ts';
export type { ContextTokenOptions, RequestTokenOptions, TokenMint, TokenOptions } from './app/mint-tokens.ts';

export { BRIDGE_BEHAVIOURS } from './bridge.ts';
export type { Bridge, BridgeBehaviour } from './bridge.ts';

export { Timeline } from './timeline.ts';
export type { TimelineEvent, TimelineKind } from './timeline.ts';

export { HostInProductionError, HostOptionsError, InstallationError, PortTakenError } from './errors.ts';
export type { InstallationErrorCode, InstallationErrorData } from './errors.ts';
