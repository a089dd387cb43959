import type { SiteRequest } from '../site/site-request.ts';
import { renderLayout } from './layout.ts';
import { markup } from './markup.ts';
import { startPage } from './page-parts.ts';

export function renderNotFound(request: SiteRequest): string {
  return renderLayout(startPage(request), {
    title: 'Not found',
    main: markup`<h1>Page not found</h1><p>The address is wrong, or the app is disabled or not installed. <a href="/">Go to the overview.</a></p>`,
  });
}
