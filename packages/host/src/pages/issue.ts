import { isRecord } from '@authbeat/core';
import type { Issue } from '../content/issues.ts';
import { evaluateConditions } from '../modules/conditions.ts';
import { listModulesAt, type ShownModule } from '../modules/place-module.ts';
import type { SiteRequest } from '../site/site-request.ts';
import { listForgeModules, renderForgeFrames } from './forge-frames.ts';
import { initials, renderLayout } from './layout.ts';
import { markup, type Markup } from './markup.ts';
import { recordPage, startPage, type PageParts } from './page-parts.ts';
import { renderFrame, renderLate, renderPanels, type LateFrame } from './render-frame.ts';
import { renderItems } from './render-items.ts';

/** An issue's page. The URLs of its frames are built now, even for frames that load later. */
export function renderIssuePage(request: SiteRequest, key: string): string | undefined {
  const issue = request.site.data.findIssue(key);
  if (!issue) return undefined;
  const parts = startPage(request, { issue: issue.key });
  recordPage(parts, key);
  const main = renderIssue(parts, issue);
  return renderLayout(parts, { title: `${key} ${issue.summary}`, main });
}

function renderIssue(parts: PageParts, issue: Issue): Markup {
  const { site } = parts.request;
  const { name: projectName, key: projectKey } = site.data.projectOf(issue);
  const { late, early, panels } = pairContents(parts);
  const buttons = [
    ...late.map(({ button }) => button),
    ...renderItems(parts, listAt(parts, 'issue-actions')),
  ];
  const content = [...early, ...renderPanels(parts, panels)];
  const activity = listAt(parts, 'issue-activity').map((shown) => renderLate(parts, shown));
  const [glances, context] = partition(listAt(parts, 'issue-context'), ({ form }) => form === 'late');
  const right = renderPanels(parts, context);
  const glanceFrames = glances.map((shown) => renderGlance(parts, shown, issue));
  const assignee = site.users.find(({ accountId }) => accountId === issue.assignee);
  return markup`<p class="breadcrumbs"><a href="/projects/${projectKey}">${projectName}</a> <span aria-hidden="true">/</span> ${issue.key}</p>
<div class="issue">
<article>
<h1>${issue.summary}</h1>
<div class="quick-add" role="toolbar" aria-label="Add to this issue">${buttons.length > 0 ? buttons : markup`<span class="quiet">No app has a button here.</span>`}</div>
<section><h2>Description</h2>${issue.description.map((paragraph) => markup`<p>${paragraph}</p>`)}</section>
${late.map(({ section }) => section)}
${content}
${renderForgeFrames(listForgeModules(site, 'issue'), { issue: issue.key, heading: 'h2' })}
<section><h2>Activity</h2>
<div class="quick-add" role="toolbar" aria-label="Activity">${activity.length > 0 ? activity.map(({ button }) => button) : markup`<span class="quiet">No app has a tab here.</span>`}</div>
${activity.map(({ section }) => section)}
</section>
</article>
<div class="details">
<p><span class="status" data-status="${issue.status}">${issue.status}</span></p>
<section class="card"><h2>Details</h2>
<dl>
<dt>Assignee</dt><dd><span class="avatar small" aria-hidden="true">${initials(assignee?.name)}</span>${assignee?.name}</dd>
<dt>Type</dt><dd>${issue.type.name}</dd>
<dt>Priority</dt><dd>${issue.priority}</dd>
<dt>Labels</dt><dd>${issue.labels.length > 0 ? issue.labels.map((label) => markup`<span class="label">${label}</span> `) : 'None'}</dd>
</dl></section>
${glanceFrames.map(({ button, section }) => markup`<div class="glance">${button}</div>${section}`)}
${right}
${renderProperties(parts, issue)}
</div>
</div>`;
}

/** The modules below the description: those behind a button, those that are open already, and web panels. */
interface Contents {
  readonly late: readonly LateFrame[];
  readonly early: readonly Markup[];
  readonly panels: readonly ShownModule[];
}

/** A button and a web panel with the same URL are one panel, which opens on a click. */
function pairContents(parts: PageParts): Contents {
  const panels = listAt(parts, 'issue-content');
  const buttons = listAt(parts, 'issue-buttons');
  const isPair = (panel: ShownModule, button: ShownModule): boolean =>
    panel.installation === button.installation && panel.module.url === button.module.target?.url;
  const [present, absent] = partition(buttons, (button) => isContentPresent(parts, button));
  return {
    late: absent.map((button) =>
      renderLate(parts, panels.find((panel) => isPair(panel, button)) ?? button, button.module),
    ),
    early: present.map((button) => renderFrame(parts, button, { opens: 'start' }).section),
    panels: panels.filter((panel) => !buttons.some((button) => isPair(panel, button))),
  };
}

/** Conditions of the content itself: an app that has something to show for the issue shows it without a click. */
function isContentPresent({ request, keys }: PageParts, { installation, module }: ShownModule): boolean {
  const { contentPresentConditions: conditions } = module.source;
  return (
    Array.isArray(conditions) &&
    conditions.length > 0 &&
    evaluateConditions(conditions, { site: request.site, installation, keys }).holds
  );
}

/** A glance shows its label, and the status from a property of the issue. */
function renderGlance(parts: PageParts, shown: ShownModule, { id }: Issue): LateFrame {
  const { installation, module } = shown;
  const { content } = module.source;
  const label = isRecord(content) && isRecord(content['label']) ? content['label']['value'] : undefined;
  const status = parts.request.site.data
    .properties(`issue/${id}`)
    .get(`com.atlassian.jira.issue:${installation.descriptor.key}:${module.key}:status`);
  const badge = readStatus(status);
  const named = typeof label === 'string' ? { ...module, name: label } : module;
  return renderLate(
    parts,
    shown,
    named,
    badge === undefined ? undefined : markup` <span class="label">${badge}</span>`,
  );
}

/** The status of a glance: `{ type: 'lozenge', value: { label } }` or `{ type: 'badge', value: { label } }`. */
function readStatus(status: unknown): string | undefined {
  const value = isRecord(status) ? status['value'] : undefined;
  const label = isRecord(value) ? value['label'] : undefined;
  return typeof label === 'string' || typeof label === 'number' ? String(label).slice(0, 40) : undefined;
}

function renderProperties({ request }: PageParts, { id }: Issue): Markup | undefined {
  const properties = [...request.site.data.properties(`issue/${id}`)];
  return properties.length === 0
    ? undefined
    : markup`<section class="card"><h2>Properties</h2><ul class="properties">${properties.map(
        ([key, value]) => markup`<li><b>${key}</b><code>${JSON.stringify(value).slice(0, 500)}</code></li>`,
      )}</ul></section>`;
}

function listAt({ request, keys }: PageParts, place: ShownModule['place']): readonly ShownModule[] {
  return listModulesAt(request.site, place, keys);
}

function partition<Item>(items: readonly Item[], matches: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter((item) => matches(item)), items.filter((item) => !matches(item))];
}
