import type { CauseId } from '../causes.ts';
import type { InspectedRequest } from '../input/request.ts';
import type { DescriptorFacts } from '../options.ts';
import type { WireRequest } from './wire.ts';

/** A canonical request that the token may have been made for, and the mistake that leads to it. */
export interface Candidate {
  readonly causeId: CauseId;
  /** One sentence: how what was signed differs from the request. */
  readonly message: string;
  readonly canonicals: readonly string[];
  readonly data: Readonly<Record<string, string>>;
}

/** What is known about a request whose `qsh` differs. */
export interface BindingFacts {
  readonly request: WireRequest;
  readonly baseUrl: string;
  /** Whether the request goes to a host, whose base URL may be unknown. */
  readonly isToHost: boolean;
  /** A form body. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly descriptor: DescriptorFacts | undefined;
  readonly appKey: string | undefined;
  /** The base URLs of hosts that are known. */
  readonly hostBaseUrls: readonly string[];
  /** Other requests that the input knows of: the rest of an archive, the referring page. */
  readonly others: readonly InspectedRequest[];
}
