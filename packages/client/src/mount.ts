import { ClientError } from './errors.ts';
import type { World } from './world.ts';

/** Begins with exactly one slash. Whatever follows, the origin stays the page's own. */
const PATH = /^\/(?![/\\\s])/;

/**
 * The `mount` that the page names in an attribute of the app's script or of a `<meta>`, such as
 * `<script data-authbeat-mount="/app/authbeat">`. It has to be a path: an element that somebody has injected must
 * not send tokens to another origin.
 *
 * @throws ClientError `options_invalid`
 */
export function readMount({ document }: Pick<World, 'document'>): string {
  const path =
    document?.querySelector('[data-authbeat-mount]')?.getAttribute('data-authbeat-mount') ?? '/authbeat';
  if (!PATH.test(path)) throw new ClientError('options_invalid');
  return path;
}
