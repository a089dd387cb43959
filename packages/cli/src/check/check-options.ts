import type { FailOn, ReportFormat } from '@authbeat/scanner';

/** The options of `authbeat check`. Times are in seconds. */
export interface CheckOptions {
  /** A URL; a file where `baseUrl` is given. */
  readonly descriptor: string;
  readonly baseUrl?: string;
  readonly install: boolean;
  readonly format: ReportFormat;
  readonly out?: string;
  readonly failOn: FailOn;
  readonly only: readonly string[];
  readonly api: readonly string[];
  readonly config?: string;
  readonly timeout: number;
  readonly concurrency: number;
  readonly header: readonly string[];
  readonly allowOrigin: readonly string[];
  readonly headerOrigin: readonly string[];
  readonly proxy?: string;
  readonly ca?: string;
  /** The port of the local host, where one is needed. */
  readonly port: number;
  /** What starts the app. Empty when the app already runs. */
  readonly command: readonly string[];
  readonly appPort: number;
  readonly appDirectory: string;
  readonly wait: number;
  /** Writes to the standard output. */
  readonly print: (text: string) => void;
  /** Shows one line, which replaces the one before. */
  readonly progress: (line: string) => void;
  /** Ends the check. */
  readonly signal: AbortSignal;
}
