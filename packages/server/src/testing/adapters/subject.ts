import type { AdapterOptions } from '../../adapters/translation/handlers.ts';
import type { Authbeat } from '../../authbeat.ts';
import type { Principal } from '../../verdict.ts';

/** What the app's own handler gets. */
export interface HandlerCall {
  /** Absent behind `shell()`. */
  readonly principal?: Principal;
  /** The request's body as text, read behind the guard; empty when a parser stands in front. */
  readonly body: string;
}

/** What the app's own handler responds with. */
export interface HandlerResponse {
  /** Defaults to 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The app that a test needs. */
export interface AppPlan {
  readonly authbeat: Authbeat;
  /** The options for the adapter. */
  readonly options: AdapterOptions;
  /** Where everything is mounted: empty, or a path such as `/mounted`. */
  readonly prefix: string;
  /**
   * What reads every body before Authbeat: `none`; one of the subject's `parsers`; or `drain`, which reads
   * bodies without keeping them.
   */
  readonly parser: string;
  /** Headers to set on every response before Authbeat runs, as a CORS middleware does. */
  readonly headersInFront: Readonly<Record<string, string>>;
  /** The app's own handler. When it throws, the framework responds 500. */
  readonly handler: (call: HandlerCall) => HandlerResponse;
}

/** An app that listens on 127.0.0.1. */
export interface RunningApp {
  readonly port: number;
  /** Stops listening and ends open connections. */
  readonly close: () => Promise<void>;
}

/** The adapter under test. */
export interface AdapterSubject {
  /**
   * Serves an app: the endpoints, and the handler for every method behind each guard: `page()` below
   * `<prefix>/page/`, and likewise `api`, `webhook` and `shell`. All other paths get 404. If the framework has a
   * setting to trust proxies, it is on.
   */
  readonly serve: (plan: AppPlan) => Promise<RunningApp>;
  /** Names of body parsers, each of them for JSON and for forms. Defaults to none. */
  readonly parsers?: readonly string[];
  /** How long the tests wait for a response, in seconds. Defaults to 5. */
  readonly patience?: number;
}
