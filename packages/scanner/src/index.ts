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
export { summarizeReport } from './reports/wording.ts';
export type { CheckResult, Evidence, FailOn, Report, ReportedFinding } from './reports/report.ts';
export type { NotJudgedCause, Status } from './judging/finding.ts';

export { scanRemote } from './scan-remote.ts';
export type { RemoteScanOptions } from './scan-remote.ts';
export type { InvocationIssuer, InvocationOptions } from './tenants/invocation-issuer.ts';

export type { Installer, Tenant } from './tenants/installer.ts';

export { CHECK_IDS } from './check-ids.ts';
