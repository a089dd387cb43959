import { HostCallError } from './errors.ts';

const MAX_LENGTH = 16_384;

/**
 * The absolute URL of a call: a path is appended to the tenant's base URL, an absolute URL must lie below it.
 *
 * @throws {HostCallError} `host_target_refused` for what could leave the base URL, or change the signature
 */
export function resolveTarget(target: string, baseUrl: string): string {
  const url = isPlain(target) ? parse(target, baseUrl) : undefined;
  if (!url || !isBelow(url, baseUrl) || url.searchParams.has('jwt'))
    throw new HostCallError('host_target_refused');
  return url.href;
}

/** Is a URL on the origin of the base URL, and below its path? */
export function isBelow({ origin, pathname, username, password }: URL, baseUrl: string): boolean {
  const base = new URL(baseUrl);
  const basePath = base.pathname.replace(/\/+$/, '');
  return (
    origin === base.origin &&
    username === '' &&
    password === '' &&
    (pathname === basePath || pathname.startsWith(`${basePath}/`))
  );
}

/** URL parsers drop control characters, read a backslash as a slash, and cut at `#`. */
function isPlain(target: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are what is refused
  return target.length <= MAX_LENGTH && !/[\u0000-\u001f\u007f\\#]/.test(target);
}

function parse(target: string, baseUrl: string): URL | undefined {
  const isAbsolute = /^https?:\/\//i.test(target);
  if (!isAbsolute && !/^\/(?!\/)/.test(target)) return undefined;
  const text = isAbsolute ? target : `${baseUrl.replace(/\/+$/, '')}${target}`;
  return URL.canParse(text) && !hasDotSegment(text) ? new URL(text) : undefined;
}

/** A dot segment climbs out of the base path: here, or in a server that decodes the path first. */
function hasDotSegment(text: string): boolean {
  const [path = ''] = text.split('?');
  try {
    return decodeURIComponent(path)
      .split(/[/\\]/)
      .some((segment) => segment === '.' || segment === '..');
  } catch {
    return true;
  }
}
