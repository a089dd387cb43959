export { scan } from './scan.ts';
export type { Progress, ScanOptions } from './options.ts';
export { InstallerError, ScanError } from './errors.ts';
export type { ScanErrorCode } from './errors.ts';

export { readScanConfig } from './acceptance/read-config.ts';
export type { ScanConfig } from './acceptance/read-config.ts';
export type { Acceptance } from './acceptance/accept.ts';

export { formatReport, REPORT_FORMATS } from './reports/format-report.ts';
export type { FormatOptions, ReportFormat } from './reports/format-report.ts';
export { exitCodeOf } from './reports/report.ts';
export type { CheckResult, Evidence, FailOn, Finding, Report } from './reports/report.ts';
export type { NotJudgedCause, Outcome } from './verdict.ts';

export type { Installer, Tenant } from './inside/installer.ts';

export { CHECK_NAMES } from './checks/names.ts';
export type { CheckName } from './checks/names.ts';
