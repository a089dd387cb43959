// Values of the right form, so that an app which parses them gets as far as it would in a host.
const VALUES: Readonly<Record<string, readonly [string, string]>> = {
  'issue.key': ['AB-1', 'AB-2'],
  'issue.id': ['10001', '10002'],
  'project.key': ['AB', 'CD'],
  'project.id': ['10000', '10010'],
  'space.key': ['AB', 'CD'],
  'space.id': ['65537', '65538'],
  'content.id': ['131073', '131074'],
  'page.id': ['131073', '131074'],
  'content.version': ['1', '2'],
  'page.version': ['1', '2'],
  'content.type': ['page', 'blogpost'],
  'page.type': ['page', 'blogpost'],
  'content.plugin': ['', ''],
  'board.id': ['1', '2'],
  'board.type': ['scrum', 'kanban'],
  'sprint.id': ['1', '2'],
  'sprint.state': ['active', 'closed'],
  'version.id': ['10000', '10001'],
  'component.id': ['10000', '10001'],
  'dashboard.id': ['10000', '10001'],
  'dashboardItem.id': ['10000', '10001'],
  'dashboardItem.key': ['item', 'other-item'],
  'dashboardItem.viewType': ['default', 'canvas'],
  'user.locale': ['en-US', 'de-DE'],
  'user.timeZone': ['UTC', 'Europe/Berlin'],
  'output.type': ['display', 'preview'],
  'macro.body': ['', ''],
  'macro.hash': ['0'.repeat(64), '1'.repeat(64)],
  'macro.truncated': ['false', 'true'],
};

const PLACEHOLDER = /\$?\{([^{}]*)\}/g;

/** A URL with its placeholders filled in, and what they were filled with. */
export interface FilledTemplate {
  readonly url: string;
  readonly values: readonly string[];
}

/**
 * Fills the placeholders of a module's URL: `{issue.key}`, `${project.id}`, `{condition.user_is_admin}` …
 *
 * @param variant two sets of values exist, to see whether a page's content depends on them
 */
export function fillTemplate(template: string, variant: 0 | 1 = 0): FilledTemplate {
  const values: string[] = [];
  const url = template.replace(PLACEHOLDER, (_, name: string) => {
    const value = valueOf(name.trim(), variant);
    if (value !== '') values.push(value);
    return encodeURIComponent(value);
  });
  return { url, values };
}

export function hasPlaceholders(template: string): boolean {
  return template.search(PLACEHOLDER) >= 0;
}

function valueOf(name: string, variant: 0 | 1): string {
  const known = Object.hasOwn(VALUES, name) ? VALUES[name] : undefined;
  if (known) return known[variant];
  if (name.startsWith('condition.')) return variant === 0 ? 'true' : 'false';
  if (/(^|[._-])id$|Id$/.test(name)) return variant === 0 ? '10000' : '10001';
  return variant === 0 ? 'authbeat-check' : 'authbeat-check-2';
}
