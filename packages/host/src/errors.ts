import { AuthbeatError } from '@authbeat/core';

/** Options of the local host are invalid. `problems` lists every mistake with the name of its option. */
export class HostOptionsError extends AuthbeatError<'host_options_invalid'> {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('host_options_invalid', `The local host cannot start: ${problems.join('; ')}.`);
    this.problems = problems;
  }
}

/** The local host is for development and tests. It does not start when `NODE_ENV` is `production`. */
export class HostInProductionError extends AuthbeatError<'host_in_production'> {
  constructor() {
    super(
      'host_in_production',
      'The local host does not start when NODE_ENV is "production": it signs with development keys. Unset NODE_ENV for development.',
    );
  }
}

/** The content of a site cannot be used. `problems` lists every mistake with its place. */
export class SiteContentError extends AuthbeatError<'site_content_invalid'> {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('site_content_invalid', `The content of the site cannot be used: ${problems.join('; ')}.`);
    this.problems = problems;
  }
}

/** Another process listens on the port. */
export class PortTakenError extends AuthbeatError<'port_taken'> {
  readonly port: number;

  constructor(port: number, options?: ErrorOptions) {
    super(
      'port_taken',
      `Another process listens on port ${port} of 127.0.0.1. Choose another port.`,
      options,
    );
    this.port = port;
  }
}

/** Why a fault could not be started. */
export type FaultErrorCode = 'fault_unknown' | 'fault_value_invalid' | 'fault_not_possible';

/** There is no such fault, or its value cannot be used. */
export class FaultError extends AuthbeatError<FaultErrorCode> {}

/** Why an app could not be installed, changed or removed. */
export type InstallationErrorCode =
  | 'app_unreachable'
  | 'app_refused'
  | 'descriptor_unreadable'
  | 'lifecycle_missing'
  | 'not_installed'
  | 'module_unknown';

/** What failed. Never contains a token or a secret. */
export interface InstallationErrorData {
  /** The app's key, if known. */
  readonly app?: string;
  /** The lifecycle event. */
  readonly event?: string;
  /** The status of the app's response. */
  readonly status?: number;
  /** The error code in the app's response, if any. */
  readonly reason?: string;
  /** The beginning of the app's response, without markup, tokens and secrets. */
  readonly response?: string;
  /** The module's key. */
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

/** A Forge app's manifest cannot be used. `problems` lists every mistake. */
export class ManifestError extends AuthbeatError<'manifest_invalid'> {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super('manifest_invalid', `The manifest cannot be used: ${problems.join('; ')}.`, options);
    this.problems = problems;
  }
}

/** Why something of a Forge app is not possible. */
export type ForgeErrorCode =
  | 'module_unknown'
  | 'remote_unknown'
  | 'endpoint_missing'
  | 'token_refused'
  | 'remote_redirected'
  | 'remote_silent';

/** Something of a Forge app is not possible. */
export class ForgeError extends AuthbeatError<ForgeErrorCode> {}
