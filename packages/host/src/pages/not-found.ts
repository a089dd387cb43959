import type { SiteRequest } from '../http/route.ts';
import { renderLayout } from './layout.ts';
import { markup } from './markup.ts';

export function renderNotFound(request: SiteRequest): string {
  return renderLayout(request, {
    title: 'Not found',
    main: markup`<h1>There is nothing here</h1><p>The address is wrong, or the app is not installed or disabled. <a href="/">See what there is.</a></p>`,
  });
}
