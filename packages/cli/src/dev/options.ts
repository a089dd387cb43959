import type { Product } from '@authbeat/host';
import type { Reporter } from './reporter.ts';

/** What a configuration file, or an option of the command line, can set. Times are in seconds. */
export interface DevelopSettings {
  /** The URL of the descriptor, or a file. Defaults to `/atlassian-connect.json` on the app's port. */
  readonly descriptor?: string;
  /** Starts the app. Empty for an app that runs already. */
  readonly command: readonly string[];
  readonly port: number;
  readonly appPort: number;
  readonly appDirectory: string;
  readonly tokenLifetime: number;
  readonly wait: number;
  /** What the local host stands in for. */
  readonly product: Product;
  /** Whether a browser is opened when the app is installed. */
  readonly open: boolean;
  /** Whether the app is installed. */
  readonly install: boolean;
  /** Whether an app whose base URL is not on this machine may be called. */
  readonly allowRemote: boolean;
  /** A file with users, projects, issues, spaces and pages of the site. */
  readonly data?: string;
  /** The faults to begin with, such as `life=5`. */
  readonly faults: readonly string[];
}

/** The options of `authbeat dev`. */
export interface DevelopOptions extends DevelopSettings {
  readonly reporter: Reporter;
  /** Stops the app and the host. */
  readonly signal: AbortSignal;
}

export const DEVELOP_DEFAULTS: DevelopSettings = {
  command: [],
  port: 4100,
  appPort: 4200,
  appDirectory: process.cwd(),
  tokenLifetime: 60,
  wait: 120,
  product: 'jira',
  open: false,
  install: true,
  allowRemote: false,
  faults: [],
};
