import { AuthbeatError } from '@authbeat/core';

/** Options of a host cannot be used. `problems` lists every mistake and names its option. */
export class HostOptionsError extends AuthbeatError<'host_options_invalid'> {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('host_options_invalid', `The host cannot start: ${problems.join('; ')}.`);
    this.problems = problems;
  }
}

/** A local host is for development and tests; it does not start where `NODE_ENV` is `production`. */
export class HostInProductionError extends AuthbeatError<'host_in_production'> {
  constructor() {
    super(
      'host_in_production',
      'The local host signs with development keys and refuses NODE_ENV=production.',
    );
  }
}

/** Another process listens on the port. */
export class PortTakenError extends AuthbeatError<'port_taken'> {
  readonly port: number;

  constructor(port: number, options?: ErrorOptions) {
    super('port_taken', `Port ${port} of 127.0.0.1 is taken.`, options);
    this.port = port;
  }
}

/** Why an app could not be installed, changed or removed. */
export type InstallationErrorCode =
  | 'app_unreachable'
  | 'app_refused'
  | 'descriptor_unreadable'
  | 'lifecycle_missing'
  | 'not_installed'
  | 'module_unknown';

/** What an installation error is about. Never a token or a secret. */
export interface InstallationErrorData {
  /** The app's key, where it is known. */
  readonly app?: string;
  /** The lifecycle event that was being delivered. */
  readonly event?: string;
  /** The app's HTTP status. */
  readonly status?: number;
  /** The stable code in the app's answer, if there is one. */
  readonly reason?: string;
  /** The module that was asked for. */
  readonly module?: string;
}

/** An app could not be installed, changed or removed. */
export class InstallationError extends AuthbeatError<InstallationErrorCode> {
  readonly data: InstallationErrorData;

  constructor(
    code: InstallationErrorCode,
    message: string,
    data: InstallationErrorData = {},
    options?: ErrorOptions,
  ) {
    super(code, message, options);
    this.data = data;
  }
}
