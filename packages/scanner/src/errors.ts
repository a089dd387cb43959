import { AuthbeatError } from '@authbeat/core';

/** Why a scan could not be made. Stable: code may switch on it. */
export type ScanErrorCode =
  | 'scan_options_invalid'
  | 'scan_config_invalid'
  | 'scan_aborted'
  | 'descriptor_unanswered'
  | 'descriptor_refused'
  | 'descriptor_not_json'
  | 'descriptor_too_large'
  | 'descriptor_unusable'
  | 'origin_not_allowed';

/** A scan could not be made at all. `problems` lists every mistake where there are several. */
export class ScanError extends AuthbeatError<ScanErrorCode> {
  readonly problems: readonly string[];

  constructor(code: ScanErrorCode, sentence: string, problems: readonly string[] = []) {
    super(code, [sentence, ...problems.map((problem) => `  - ${problem}`)].join('\n'));
    this.problems = problems;
  }
}

/** What an installer throws when the app does not let itself be installed. The report shows its sentence. */
export class InstallerError extends AuthbeatError<'app_not_installed'> {
  constructor(sentence: string, options?: ErrorOptions) {
    super('app_not_installed', sentence, options);
  }
}
