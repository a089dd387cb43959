import { createHash } from 'node:crypto';
import type { ForgeEnvironment } from '@authbeat/core';
import { loopbackUrl } from '../http/listen.ts';
import type { SiteIdentity } from '../runtime.ts';
import type { ForgeManifest } from './manifest.ts';

/** What invocation tokens and contexts say of an installation. */
export interface ForgeIdentity {
  readonly manifest: ForgeManifest;
  /** An ARI. */
  readonly installationId: string;
  readonly environment: ForgeEnvironment;
  readonly site: SiteIdentity;
  /** The account id of the user who is signed in. */
  readonly signedIn: string | undefined;
}

/** An identifier in the form of a UUID: the same for the same parts, so that an app recognizes it in the next run. */
export function stableUuid(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const groups = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return [...groups, hex.slice(20, 32)].join('-');
}

/** The last part of an app's ARI. */
export function appUuid(appId: string): string {
  return appId.slice(appId.lastIndexOf('/') + 1);
}

/** What stands before `.localhost` in the address of an app's files. Each app is a web site of its own. */
export function cdnName(appId: string): string {
  return `forge-${stableUuid(appId).slice(0, 8)}`;
}

export function cloudIdOf({ name }: SiteIdentity): string {
  return stableUuid('cloud', name);
}

/** The ARI of an app's environment. */
export function environmentIdOf({ manifest: { appId }, environment }: ForgeIdentity): string {
  const uuid = appUuid(appId);
  return `ari:cloud:ecosystem::environment/${uuid}/${stableUuid(uuid, environment)}`;
}

/** Where the product's REST API is, for the tokens that Forge sends to a remote. */
export function apiBaseUrlOf(site: SiteIdentity): string {
  return `${loopbackUrl(new URL(site.hostBaseUrl).port)}/ex/${site.product}/${cloudIdOf(site)}`;
}
