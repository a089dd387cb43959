export { startHost } from './start.ts';
export type { Host } from './start.ts';
export type { HostOptions } from './options.ts';
export type { AppProxy, ProxyOptions } from './proxy/start-proxy.ts';
export type { TokenLifetimes } from './runtime.ts';

export type { Site } from './site/site.ts';
export type { User } from './content/users.ts';
export type { Issue, Project } from './content/issues.ts';
export type { ContentPage, Space } from './content/pages.ts';
export { readSiteContent } from './content/read-site-content.ts';
export type { SiteContent } from './content/read-site-content.ts';
export type { ContextKeys, Product } from './content/frame-context.ts';

export { fetchDescriptor } from './installation/fetch-app.ts';
export type { DescriptorSource } from './installation/fetch-app.ts';

export type {
  ForgeInstallation,
  ForgeInstallOptions,
  InvocationRequest,
} from './forge/forge-installation.ts';
export type { InvocationTokenOptions } from './forge/invocation-tokens.ts';
export type { ModulePlace } from './forge/invocation-context.ts';
export { readManifest } from './forge/load-manifest.ts';
export type { ForgeManifestSource, ManifestOptions, ManifestVariables } from './forge/load-manifest.ts';
export type { ForgeManifest, ForgeModule } from './forge/manifest.ts';
export type { RemoteResponse } from './forge/call-remote.ts';

export type { Installation } from './installation/installation.ts';
export type { InstallationState } from './installation/installation.ts';
export type { ModuleUrlOptions } from './installation/module-url.ts';
export type {
  ContextTokenOptions,
  LifecycleTokenOptions,
  RequestTokenOptions,
  TokenMint,
  TokenOptions,
} from './installation/mint-tokens.ts';

export { reportModules } from './modules/report-modules.ts';
export type { ModuleReport } from './modules/report-modules.ts';

export { BRIDGE_BEHAVIOURS } from './bridge.ts';
export type { Bridge, BridgeBehaviour } from './bridge.ts';

export { FAULTS } from './faults/table.ts';
export type { FaultDescription, FaultId, FaultText, FaultValue } from './faults/table.ts';
export { parseFault } from './faults/parse.ts';
export type { Fault } from './faults/parse.ts';
export type { ActiveFault, Faults } from './faults/faults.ts';

export type { Timeline } from './timeline/timeline.ts';
export type { EventDetails, RecordedRequest, RecordedResponse } from './timeline/details.ts';
export type { TimelineEvent, TimelineKind } from './timeline/timeline.ts';

export {
  FaultError,
  HostInProductionError,
  ForgeError,
  HostOptionsError,
  InstallationError,
  ManifestError,
  PortTakenError,
  SiteContentError,
} from './errors.ts';
export type {
  FaultErrorCode,
  ForgeErrorCode,
  InstallationErrorCode,
  InstallationErrorData,
} from './errors.ts';
