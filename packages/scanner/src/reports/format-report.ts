import { formatHtml } from './html.ts';
import { formatJunit } from './junit.ts';
import { formatMarkdown } from './markdown.ts';
import type { Report } from './report.ts';
import { formatSarif } from './sarif.ts';
import { formatText } from './text.ts';

/** The forms in which a report can be had. */
export const REPORT_FORMATS = ['text', 'json', 'sarif', 'junit', 'html', 'markdown'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** How a report is written. */
export interface FormatOptions {
  /** Colours for a terminal, in `text`. Defaults to false. */
  readonly colour?: boolean;
}

/**
 * Writes a report, with a line break at its end.
 *
 * `json` follows `@authbeat/scanner/schema/report.schema.json`, `sarif` is SARIF 2.1.0, `junit` is the XML that
 * CI servers read, `html` is one file with nothing outside it, `markdown` is for tickets.
 *
 * @example
 * ```ts
 * import { formatReport, type Report } from '@authbeat/scanner';
 *
 * export function toTicket(report: Report): string {
 *   return formatReport(report, 'markdown');
 * }
 * ```
 */
export function formatReport(report: Report, format: ReportFormat, options: FormatOptions = {}): string {
  return FORMATTERS[format](report, options);
}

const FORMATTERS: Record<ReportFormat, (report: Report, options: FormatOptions) => string> = {
  text: (report, { colour = false }) => formatText(report, colour),
  json: (report) => `${JSON.stringify(report, undefined, 2)}\n`,
  sarif: formatSarif,
  junit: formatJunit,
  html: formatHtml,
  markdown: formatMarkdown,
};
