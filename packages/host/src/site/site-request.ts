import type { Faults } from '../faults/faults.ts';
import type { HostRuntime } from '../runtime.ts';
import type { Site } from './site.ts';

/** A request for a page or an endpoint of a site. */
export interface SiteRequest {
  readonly runtime: HostRuntime;
  readonly site: Site;
  readonly faults: Faults;
  readonly url: URL;
}

/** The JSON object that a request to an endpoint carries. */
export type RequestFields = Readonly<Record<string, unknown>>;
