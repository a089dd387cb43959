/** A page of the site, in Markdown. */
export interface Page {
  /** The address below the site's root: empty for the first page, else with a slash at its end. */
  readonly path: string;
  /** The file of the repository that it comes from, relative to the root. */
  readonly source: string;
  readonly title: string;
  readonly markdown: string;
}

/** The address of the page that a Markdown file becomes. `README.md` and `index.md` are those of their folders. */
export function pathOf(file: string): string {
  const path = file.replace(/(?:^|(?<=\/))(?:README|index)\.md$/, '').replace(/\.md$/, '/');
  return path.toLowerCase();
}

/** Makes a page of Markdown whose first heading is its title. */
export function createPage(path: string, source: string, markdown: string): Page {
  const heading = /^# (.+)$/m.exec(markdown)?.[1];
  if (heading === undefined) throw new Error(`${source} has no title: a line that begins with "# ".`);
  return { path, source, title: heading.replaceAll('`', ''), markdown };
}
