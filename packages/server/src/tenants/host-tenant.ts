import type { ForgeEnvironment } from '@authbeat/core';
import type { Platform } from '../verdict.ts';

/** A tenant as guards and sessions see it, whatever its host. */
export interface HostTenant {
  readonly platform: Platform;
  /** The app's own name for it: revocations, limits and the app's data go by it. */
  readonly tenantId: string;
  /** Whether its tokens are accepted. */
  readonly installed: boolean;
  /** Grows with each uninstall. Sessions of an earlier generation are refused. */
  readonly generation: number;
  /** Connect's name of it. */
  readonly clientKey?: string | undefined;
  /** The site's base URL, where it is known. */
  readonly baseUrl?: string | undefined;
  /** The ARI of a Forge installation. */
  readonly installationId?: string | undefined;
  readonly cloudId?: string | undefined;
  readonly environment?: ForgeEnvironment | undefined;
  /** The shared secrets that verify now, the current one first. Only Connect has such. */
  readonly secrets?: () => readonly string[];
}
