import type { Page } from 'playwright-core';

/** The responses of the app to a page, in order, as `METHOD /path status`. */
export interface Responses {
  /** Documents and posts; scripts, styles and polled lists are left out. */
  documentsAndPosts(): string[];
  /** The responses of paths that begin with this. */
  below(path: string): string[];
}

/** Records the responses of the app from now on. */
export function recordResponses(page: Page, appUrl: string): Responses {
  const responses: { path: string; line: string; counts: boolean }[] = [];
  page.on('response', (response) => {
    const request = response.request();
    const { origin, pathname } = new URL(response.url());
    if (origin !== appUrl) return;
    responses.push({
      path: pathname,
      line: `${request.method()} ${pathname} ${response.status()}`,
      counts: request.resourceType() === 'document' || request.method() === 'POST',
    });
  });
  return {
    documentsAndPosts: () => responses.filter(({ counts }) => counts).map(({ line }) => line),
    below: (start) => responses.filter(({ path }) => path.startsWith(start)).map(({ line }) => line),
  };
}

/** Collects every text that a person would take for an error, in any frame, however short it is visible. */
export async function watchForErrors(page: Page): Promise<readonly string[]> {
  const errors: string[] = [];
  await page.exposeFunction('reportError', (text: string) => {
    errors.push(text);
  });
  await page.addInitScript(lookForErrors);
  return errors;
}

/** Runs in the browser, in every frame. */
function lookForErrors(): void {
  const report = Reflect.get(globalThis, 'reportError') as (text: string) => void;
  const look = (): void => {
    for (const element of document.querySelectorAll<HTMLElement>('[role=alert]'))
      if (element.checkVisibility() && element.textContent.trim() !== '') report(element.textContent.trim());
    if (/cannot be shown|\b401\b/.test(document.body?.innerText ?? '')) report(document.body.innerText);
  };
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  });
}
