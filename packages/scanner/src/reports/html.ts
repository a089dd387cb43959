import { DOCS_URL } from '@authbeat/core';
import type { Status } from '../judging/finding.ts';
import { STYLE } from './html-style.ts';
import { groupFindings, type FindingGroup } from './group.ts';
import type { CheckResult, Evidence, Report } from './report.ts';
import { findingsBy, STATUS_NAMES, headlineOf } from './wording.ts';

/** A report as one HTML file: no script, nothing loaded, printable, light and dark. */
export function formatHtml(report: Report): string {
  const { app, depth, startedAt, requests, duration, notices, checks } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>Security check of ${escape(app.name)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="kind">Security check</p>
<h1>${escape(app.name)}</h1>
<p class="headline ${overall(report)}">${escape(headlineOf(report))}</p>
<dl>
<div><dt>App</dt><dd>${escape(app.key)}</dd></div>
<div><dt>Address</dt><dd>${escape(app.baseUrl)}</dd></div>
<div><dt>Tested from</dt><dd>${depth === 'inside' ? 'inside, with genuine tokens' : 'outside, without any secret'}</dd></div>
<div><dt>On</dt><dd>${escape(startedAt.slice(0, 16).replace('T', ' '))} UTC</dd></div>
<div><dt>With</dt><dd>${requests} requests in ${duration.toFixed(1)} s</dd></div>
</dl>
${formatCounts(report)}
</header>
<main>
${formatAttention(report)}
<section>
<h2>All checks</h2>
<table>
<thead><tr><th scope="col">Status</th><th scope="col">Check</th><th scope="col">Requirement</th><th scope="col">URLs</th></tr></thead>
<tbody>
${checks.map((check) => formatRow(check)).join('\n')}
</tbody>
</table>
</section>
${formatNotices(notices)}
<section>
<h2>Details</h2>
${checks.map((check) => formatCheck(check)).join('\n')}
</section>
</main>
<footer><p>Made by ${escape(report.tool.name)} ${escape(report.tool.version)}. The requirement numbers are those of CSRT, Atlassian's own tool. <a href="${DOCS_URL}/checks/">The documentation</a> explains each check and how to fix what it finds.</p></footer>
</body>
</html>
`;
}

function overall({ counts, isIncomplete }: Report): Status {
  if (counts.fail > 0) return 'fail';
  if (isIncomplete) return 'not-judged';
  return counts.warning > 0 ? 'warning' : 'pass';
}

function formatCounts({ counts, acceptedCount }: Report): string {
  const tiles: [name: Status | 'accepted', amount: number, label: string][] = [
    ['fail', counts.fail, 'failed'],
    ['warning', counts.warning, 'warnings'],
    ['pass', counts.pass, 'passed'],
    ['not-judged', counts['not-judged'], 'not judged'],
  ];
  if (acceptedCount > 0) tiles.push(['accepted', acceptedCount, 'accepted']);
  const items = tiles.map(([name, amount, label]) => `<li class="${name}"><b>${amount}</b> ${label}</li>`);
  return `<ul class="counts">${items.join('')}</ul>`;
}

function formatAttention(report: Report): string {
  const findings = [...findingsBy(report, 'fail'), ...findingsBy(report, 'warning')];
  if (findings.length === 0) return '';
  return `<section>
<h2>What needs attention</h2>
<ol class="attention">
${groupFindings(findings)
  .map((group) => formatGroup(group))
  .join('\n')}
</ol>
</section>`;
}

function formatGroup({ finding, urls }: FindingGroup): string {
  const { check, status, reason, evidence, accepted } = finding;
  const acceptance = accepted
    ? `<p class="note">Accepted until ${escape(accepted.expires)}: ${escape(accepted.reason)}</p>`
    : '';
  const shown = evidence.map((item) => formatEvidence(item)).join('');
  const details = shown === '' ? '' : `<details><summary>Evidence</summary>${shown}</details>`;
  return `<li>
<p>${badge(status)} <strong>${withCode(reason)}</strong></p>
<p class="where"><a href="#${escape(check)}">${escape(check)}</a> at ${urls.map((url) => `<span class="url">${escape(url)}</span>`).join('<br>')}</p>
${acceptance}${details}
</li>`;
}

function formatEvidence({ label, curl, status, headers = {}, excerpt = '', failure }: Evidence): string {
  const lines = [
    `HTTP status ${status ?? `none: ${failure}`}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(excerpt === '' ? [] : ['', excerpt]),
  ];
  return `<p class="label">${escape(label)}</p><pre><code>${escape(curl)}</code></pre><pre>${escape(lines.join('\n'))}</pre>`;
}

function formatRow({ id, title, requirement = '', status, findings }: CheckResult): string {
  return `<tr><td>${badge(status)}</td><td><a href="#${escape(id)}">${escape(title)}</a></td><td>${escape(requirement)}</td><td>${findings.length}</td></tr>`;
}

function formatCheck({ id, title, requirement, status, findings }: CheckResult): string {
  const number = requirement === undefined ? '' : ` · requirement ${escape(requirement)}`;
  return `<article id="${escape(id)}">
<h3>${badge(status)} ${escape(title)}</h3>
<p class="note">${escape(id)}${number}</p>
<ul class="findings">
${groupFindings(findings)
  .map((group) => formatGroup(group))
  .join('\n')}
</ul>
</article>`;
}

function formatNotices(notices: readonly string[]): string {
  if (notices.length === 0) return '';
  return `<section><h2>Notes</h2><ul>${notices.map((notice) => `<li>${escape(notice)}</li>`).join('')}</ul></section>`;
}

function badge(status: Status): string {
  return `<span class="badge ${status}">${STATUS_NAMES[status]}</span>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What stands in backticks is code. */
function withCode(text: string): string {
  return escape(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}
