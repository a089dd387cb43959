import type { SiteRequest } from '../site/site-request.ts';
import { PROJECT, type Issue } from '../content/issues.ts';
import { listPanels, type Panel } from '../site/list-places.ts';
import { describeFrame, type FrameData } from './frame-data.ts';
import { initials, renderLayout } from './layout.ts';
import { markup, type Markup } from './markup.ts';

/** An issue's page. The URLs of its frames are built now, even for frames that load later. */
export function renderIssuePage(request: SiteRequest, key: string): string | undefined {
  const { runtime, site } = request;
  const issue = site.data.findIssue(key);
  if (!issue) return undefined;
  runtime.timeline.record({
    kind: 'page',
    site: site.name,
    sentence: `Rendered ${key}.`,
    data: { path: `/browse/${key}` },
  });
  const panels = listPanels(site);
  const frames = panels.map(({ installation, module, button }) =>
    describeFrame(installation, module, {
      issue: key,
      opens: button ? 'click' : 'start',
      fullWidth: false,
    }),
  );
  const main = renderIssue(request, issue, panels, frames);
  return renderLayout(request, { title: `${key} ${issue.summary}`, main, frames });
}

function renderIssue(
  { site }: SiteRequest,
  issue: Issue,
  panels: readonly Panel[],
  frames: readonly FrameData[],
): Markup {
  const slots = (place: Panel['place']): Markup[] =>
    panels.flatMap((panel, index) => {
      const frame = frames[index];
      return panel.place === place && frame ? [renderSlot(frame, index)] : [];
    });
  const buttons = panels.flatMap(({ button }, index) => (button ? [renderButton(button.name, index)] : []));
  const assignee = site.users.find(({ accountId }) => accountId === issue.assignee);
  return markup`<p class="breadcrumbs"><a href="/">${PROJECT.name}</a> <span aria-hidden="true">/</span> ${issue.key}</p>
<div class="issue">
<article>
<h1>${issue.summary}</h1>
<div class="quick-add" role="toolbar" aria-label="Add to this issue">${buttons.length > 0 ? buttons : markup`<span class="quiet">No app has a button here.</span>`}</div>
<section><h2>Description</h2>${issue.description.map((paragraph) => markup`<p>${paragraph}</p>`)}</section>
${slots('content')}
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
${slots('context')}
</div>
</div>`;
}

function renderButton(name: string, index: number): Markup {
  return markup`<button class="button" type="button" data-opens="${index}" disabled>${name}</button>`;
}

/** A place for a frame; the script of the page fills it. */
function renderSlot(frame: FrameData, index: number): Markup {
  return markup`<section class="panel" data-frame="${index}" aria-label="${frame.name}"${frame.opens === 'click' && markup` hidden`}>
<header><h2>${frame.name}</h2><span class="lifetime" data-lifetime="${index}"></span>
<details class="menu"><summary class="button subtle" aria-label="Actions of ${frame.name}">•••</summary>
<div class="menu-items"><button type="button" data-reload="${index}">Reload frame</button>${frame.opens === 'click' && markup`<button type="button" data-close="${index}">Close</button>`}</div></details></header>
<div class="frame-place"></div>
</section>`;
}
