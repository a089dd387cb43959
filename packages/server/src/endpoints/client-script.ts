import { readClientScript } from '../client-script.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { AuthbeatResponse } from '../response.ts';
import type { Services } from '../services.ts';

/** The client as one script, for pages without a bundler: that of development where refusals are explained. */
export async function serveClientScript(
  _request: AuthbeatRequest,
  { settings }: Services,
): Promise<AuthbeatResponse> {
  return {
    status: 200,
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      // The URL has no version: a page gets a new one within minutes after an upgrade.
      'cache-control': 'public, max-age=300',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    },
    body: await readClientScript(settings.explain ? 'development' : 'production'),
  };
}
