/** A Forge app's manifest (`manifest.yml`), as far as the local host reads it. */
export interface ForgeManifest {
  /** The app's ARI, such as `ari:cloud:ecosystem::app/0c1…`. */
  readonly appId: string;
  /** The folder that paths of resources are relative to. */
  readonly directory: string;
  /** Modules with a page of their own, in the manifest's order. */
  readonly modules: readonly ForgeModule[];
  /** Modules that the local host does not show or run, each with the reason. */
  readonly notSimulated: readonly NotSimulated[];
  readonly resources: readonly ForgeResource[];
  readonly remotes: readonly ForgeRemote[];
  readonly endpoints: readonly ForgeEndpoint[];
  readonly triggers: readonly ForgeTrigger[];
  readonly schedules: readonly ForgeSchedule[];
  readonly permissions: ForgePermissions;
  /** Whether the app is a paid one: its invocation tokens say whether the site has a license. */
  readonly licensed: boolean;
  /** The Connect app within it, as a descriptor. */
  readonly connect?: Readonly<Record<string, unknown>>;
}

/** A module that shows a Custom UI resource. */
export interface ForgeModule {
  /** Such as `jira:issuePanel`. */
  readonly type: string;
  readonly key: string;
  /** What a person sees; the key where the manifest names none. */
  readonly title: string;
  /** The key of its resource. */
  readonly resource: string;
  /** The page within the resource. Defaults to `index.html`. */
  readonly page: string;
  /** The key of the endpoint that `invokeRemote` reaches. */
  readonly endpoint?: string;
}

export interface NotSimulated {
  readonly type: string;
  readonly key: string;
  readonly reason: string;
}

/** Files of the app's pages. */
export interface ForgeResource {
  readonly key: string;
  /** A folder, relative to the manifest. */
  readonly path: string;
  /** The pages in it that modules may name behind the key, with their file names (`entry`). */
  readonly pages: Readonly<Record<string, string>>;
  /** The port of the development server that serves it in place of the folder. */
  readonly tunnelPort?: number;
}

/** A back end of the app. */
export interface ForgeRemote {
  readonly key: string;
  /** As the manifest has it, for the region `default`. Without a trailing slash. */
  readonly baseUrl: string;
}

/** A path of a remote, and which tokens come with a request for it. */
export interface ForgeEndpoint {
  readonly key: string;
  readonly remote: string;
  readonly path?: string;
  /** Whether `x-forge-oauth-system` comes with it. */
  readonly systemToken: boolean;
  /** Whether `x-forge-oauth-user` comes with it. */
  readonly userToken: boolean;
}

/** Events that are sent to an endpoint. */
export interface ForgeTrigger {
  readonly key: string;
  readonly endpoint: string;
  /** Such as `avi:forge:installed:app`. */
  readonly events: readonly string[];
}

/** An endpoint that is called at intervals. */
export interface ForgeSchedule {
  readonly key: string;
  readonly endpoint: string;
}

/** What the content security policy of the app's pages allows besides the app's own files. */
export interface ForgePermissions {
  readonly scopes: readonly string[];
  /** Keywords for scripts, such as `unsafe-inline`. */
  readonly contentScripts: readonly string[];
  readonly contentStyles: readonly string[];
  readonly external: Readonly<Record<ExternalKind, readonly ExternalAddress[]>>;
}

export const EXTERNAL_KINDS = ['fetch', 'fonts', 'frames', 'images', 'media', 'scripts', 'styles'] as const;
export type ExternalKind = (typeof EXTERNAL_KINDS)[number];

/** An address outside of the app, or the key of a remote. */
export type ExternalAddress = { readonly address: string } | { readonly remote: string };
