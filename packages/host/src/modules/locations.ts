import type { Product } from '../content/frame-context.ts';
import type { Place } from './places.ts';

/**
 * The place of each `location` of web panels, web items and admin pages. The first that matches decides.
 *
 * @see https://developer.atlassian.com/cloud/jira/platform/extension-points/
 */
const LOCATIONS: Readonly<Record<Product, readonly (readonly [location: RegExp, place: Place])[]>> = {
  jira: [
    [/^atl\.jira\.view\.issue\.left\.context$/, 'issue-content'],
    [/^atl\.jira\.view\.issue\.right\.context$/, 'issue-context'],
    [/^(?:jira\.issue\.tools|opsbar-[\w.-]+|operations-[\w.-]+)$/, 'issue-actions'],
    [/^(?:atl\.jira\.proj\.config|projectgroup\d|system\.view\.project\.operations)/, 'project-settings'],
    [/^(?:jira\.project\.sidebar|atl\.jira\.project)/, 'project'],
    [/^webpanels\.user\.profile/, 'profile'],
    [/^(?:system\.top\.navigation\.bar|system\.user\.options|system\.preset\.filters)/, 'navigation'],
    [/^(?:system\.admin|admin_|advanced_menu_section)/, 'administration'],
  ],
  confluence: [
    [/^system\.attachment/, 'attachments'],
    [/^system\.content\.byline/, 'content-byline'],
    [/^(?:system\.content|page\.view|page\.metadata)/, 'content-actions'],
    [/^(?:atl\.general|atl\.footer|atl\.comments|atl\.page|atl\.content|atl\.header)/, 'content-panels'],
    [/^(?:system\.space|system\.browse\.space|space-|contenttools|overview|lookandfeel|addons)/, 'space'],
    [/^(?:system\.profile|system\.user\.options)/, 'profile'],
    [/^(?:system\.top\.navigation|system\.header|system\.help|system\.user|system\.dashboard)/, 'navigation'],
    [/^(?:system\.admin|admin_)/, 'administration'],
  ],
};

/** Finds the place of a location. */
export function findPlace(product: Product, location: string): Place | undefined {
  return LOCATIONS[product].find(([pattern]) => pattern.test(location))?.[1];
}
