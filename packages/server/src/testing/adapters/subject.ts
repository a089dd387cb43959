import type { AdapterOptions } from '../../adapters/translation/options.ts';
import type { Authbeat } from '../../authbeat.ts';
import type { Principal } from '../../verdict.ts';

/** What reaches the app's own handler. */
export interface HandlerCall {
  /** Absent behind `shell()`. */
  readonly principal?: Principal;
  /** The request's body as text, read behind the guard; empty when a parser stands in front. */
  readonly body: string;
}

/** What the app's own handler answers. */
export interface HandlerResponse {
  /** Defaults to 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The app that a test needs. */
export interface AppPlan {
  readonly authbeat: Authbeat;
  /** To hand on to the adapter. */
  readonly options: AdapterOptions;
  /** Where everything is mounted: empty, or a path such as `/mounted`. */
  readonly prefix: string;
  /**
   * What stands in front of Authbeat and reads every body: `none`; one of the subject's `parsers`; or
   * `drain`, which reads bodies and keeps nothing.
   */
  readonly parser: string;
  /** Set on every response by what stands in front of Authbeat, as a CORS middleware does. */
  readonly headersInFront: Readonly<Record<string, string>>;
  /** The app's own handler. What it throws is left to the framework, which answers 500. */
  readonly handler: (call: HandlerCall) => HandlerResponse;
}

/** An app that listens on 127.0.0.1. */
export interface RunningApp {
  readonly port: number;
  /** Stops listening and ends open connections. */
  readonly close: () => Promise<void>;
}

/** The adapter that is tested. */
export interface AdapterSubject {
  /**
   * Serves an app: the endpoints, and the handler for every method behind each of the guards: `page()` below
   * `<prefix>/page/`, and likewise `api`, `webhook` and `shell`. All else is 404. The framework trusts proxies,
   * if it knows such a setting.
   */
  readonly serve: (plan: AppPlan) => Promise<RunningApp>;
  /** Names of body parsers, each of them for JSON and for forms. Defaults to none. */
  readonly parsers?: readonly string[];
  /** How long to wait for anything at all, in milliseconds. Defaults to 5000. */
  readonly patience?: number;
}
