import { percentDecode, percentEncode } from '../../internal/percent.ts';
import type { CauseId } from '../causes.ts';
import { canonicalsOf } from './canonicals.ts';
import type { BindingFacts, Candidate } from './candidate.ts';
import { pathOf } from './wire.ts';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];
/** Paths that products and proxies commonly put in front. */
const USUAL_PREFIXES = ['/wiki', '/jira', '/confluence', '/app', '/connect', '/api', '/atlassian', '/v1'];
const INDEX_FILES = ['index.html', 'index.htm', 'index.php', 'index.jsp'];
const EXTENSIONS = ['.html', '.htm', '.php', '.jsp'];

/** Another method, or another path. */
export function methodAndPathCandidates(facts: BindingFacts): readonly Candidate[] {
  return [
    ...METHODS.filter((method) => method !== facts.request.method).map((method) =>
      otherMethod(facts, method),
    ),
    ...basePathCandidates(facts),
    ...pathSpellings(facts).map(({ causeId, path, message }) => otherPath(facts, causeId, path, message)),
  ];
}

function otherMethod({ request, baseUrl }: BindingFacts, method: string): Candidate {
  return {
    causeId: 'method-differs',
    message: `The token was made for ${method}, and the request is ${request.method}.`,
    canonicals: canonicalsOf({ ...request, method }, baseUrl),
    data: { signed: method, received: request.method },
  };
}

function basePathCandidates({ request, baseUrl, headers, descriptor }: BindingFacts): Candidate[] {
  const basePath = pathOf(baseUrl);
  const local =
    basePath !== '' && request.path.startsWith(basePath) ? request.path.slice(basePath.length) : request.path;
  const make = (causeId: CauseId, path: string, prefix: string, message: string): Candidate => ({
    causeId,
    message,
    canonicals: canonicalsOf({ ...request, path }, ''),
    data: { path: prefix },
  });
  const shorter = leadingPaths(local).map((prefix) =>
    make(
      'context-path-missing',
      local.slice(prefix.length),
      prefix,
      `The signer left out "${prefix}" at the start of the path, and the base URL does not have it.`,
    ),
  );
  const prefixes = [pathOf(descriptor?.baseUrl ?? ''), headers['x-forwarded-prefix'] ?? '', ...USUAL_PREFIXES]
    .map((prefix) => prefix.replace(/\/+$/, ''))
    .filter((prefix) => prefix.startsWith('/') && prefix !== basePath);
  const longer = [...new Set(prefixes)].map((prefix) =>
    make(
      'path-prefix-removed',
      prefix + local,
      prefix,
      `The signed path begins with "${prefix}", and that of the request does not.`,
    ),
  );
  return basePath === ''
    ? [...shorter, ...longer]
    : [
        make(
          'context-path-extra',
          basePath + local,
          basePath,
          `The signer did not leave out the path "${basePath}" of the base URL.`,
        ),
        ...shorter,
        ...longer,
      ];
}

/** `/a`, `/a/b` of `/a/b/c`. */
function leadingPaths(path: string): string[] {
  const segments = path.split('/').slice(1);
  return segments.map((_, index) => `/${segments.slice(0, index + 1).join('/')}`).slice(0, 6);
}

function otherPath(
  { request, baseUrl }: BindingFacts,
  causeId: CauseId,
  path: string,
  message: string,
): Candidate {
  return {
    causeId,
    message,
    canonicals: canonicalsOf({ ...request, path }, baseUrl),
    data: { signed: path, received: request.path },
  };
}

interface Spelling {
  readonly causeId: CauseId;
  readonly path: string;
  readonly message: string;
}

function pathSpellings({ request: { path } }: BindingFacts): Spelling[] {
  const all = (causeId: CauseId, message: string, paths: readonly string[]): Spelling[] =>
    [...new Set(paths)].filter((other) => other !== path).map((other) => ({ causeId, path: other, message }));
  return [
    ...all(
      'path-reencoded',
      'The path is percent-encoded in another way than when it was signed.',
      reencodings(path),
    ),
    ...all('double-encoding', 'The path was percent-encoded twice on one side.', [
      path.replaceAll('%', '%25'),
      path.replaceAll(/%25(?=[\da-f]{2})/gi, '%'),
    ]),
    ...all('trailing-slash', 'The paths differ in slashes at their end.', [
      `${path}/`,
      `${path}//`,
      path.replace(/\/+$/, ''),
    ]),
    ...all(
      'path-normalised',
      'Slashes or dots in the path were normalised on one side.',
      normalisations(path),
    ),
    ...all('path-case', 'The paths differ in upper and lower case.', caseChanges(path)),
    ...all(
      'path-rewritten',
      'The request names a file where the signed path did not, or the other way round.',
      rewritings(path),
    ),
  ];
}

function reencodings(path: string): string[] {
  const lower = path.replaceAll(/%[\dA-F]{2}/g, (hex) => hex.toLowerCase());
  const upper = path.replaceAll(/%[\da-f]{2}/g, (hex) => hex.toUpperCase());
  const decoded = path.replaceAll(/%(?!2F|25|3F|23)[\dA-F]{2}/gi, (hex) => safeDecode(hex));
  const encodedOnce = encodeSafely(percentDecode(path));
  return [
    lower,
    upper,
    // One character at a time, in either direction, and then all of them.
    ...eachMatch(path, /%[\dA-F]{2}/gi, safeDecode),
    ...eachMatch(path, /[^\w/%]/g, forceEncode),
    path.replaceAll(/%2F/gi, '/'),
    decoded,
    percentDecode(path),
    encodedOnce,
    path.replaceAll(/[^\w/%.~-]/g, percentEncode),
    path.replaceAll('~', '%7E'),
    path.replaceAll(/[!'()*,;:@$&=+]/g, percentEncode),
    path.replaceAll('+', '%20'),
    path.replaceAll('%20', '+'),
    path.replaceAll('+', '%2B'),
    ...encodedSlashes(path),
  ];
}

/** `/a/b/c` may have been `/a%2Fb/c` or `/a%2Fb%2Fc`, which a proxy decoded: every run of slashes but the first one. */
function encodedSlashes(path: string): string[] {
  const segments = path.split('/');
  const starts = segments.map((_, index) => index).slice(2, 9);
  return starts.flatMap((first) =>
    starts
      .filter((last) => last >= first)
      .flatMap((last) => {
        const before = segments.slice(0, first).join('/');
        const after = segments.slice(last + 1).map((segment) => `/${segment}`);
        return ['%2F', '%2f'].map(
          (slash) => [before, ...segments.slice(first, last + 1)].join(slash) + after.join(''),
        );
      }),
  );
}

function normalisations(path: string): string[] {
  const slashes = [...path.matchAll(/\//g)].map(({ index }) => index).slice(0, 10);
  return [
    path.replaceAll(/\/{2,}/g, '/'),
    path.replaceAll('/./', '/'),
    path.replaceAll(/\/[^/]+\/\.\.\//g, '/'),
    path.replaceAll(/;[^/]*/g, ''),
    ...slashes.map((index) => `${path.slice(0, index)}/${path.slice(index)}`),
    ...slashes.map((index) => `${path.slice(0, index)}/.${path.slice(index)}`),
  ];
}

function caseChanges(path: string): string[] {
  const segments = path.split('/');
  const spellings = segments.map((segment) => [
    segment.toUpperCase(),
    segment.toLowerCase(),
    segment.slice(0, 1).toUpperCase() + segment.slice(1),
    segment.slice(0, 1).toLowerCase() + segment.slice(1),
  ]);
  return [
    path.toLowerCase(),
    path.toUpperCase(),
    ...segments.flatMap((_, index) =>
      (spellings[index] ?? []).map((other) => segments.with(index, other).join('/')),
    ),
    ...capitalisations(segments),
  ];
}

/** `/issue/details` may have been `/Issue/Details` or `/issue/Details`: any of the first six segments. */
function capitalisations(segments: readonly string[]): string[] {
  const paths = segments.slice(0, 7).reduce<readonly (readonly string[])[]>(
    (known, segment, index) => {
      const capital = segment.slice(0, 1).toUpperCase() + segment.slice(1);
      return capital === segment ? known : known.concat(known.map((path) => path.with(index, capital)));
    },
    [segments],
  );
  return paths.slice(1).map((path) => path.join('/'));
}

function rewritings(path: string): string[] {
  const file = path.split('/').at(-1) ?? '';
  const stem = path.slice(0, path.length - file.length);
  const extension = EXTENSIONS.find((end) => file.endsWith(end));
  return [
    ...(INDEX_FILES.includes(file) ? [stem] : []),
    ...(extension === undefined
      ? EXTENSIONS.map((end) => path.replace(/\/$/, '') + end)
      : [path.slice(0, -extension.length)]),
    ...INDEX_FILES.map((name) => `${path.replace(/\/$/, '')}/${name}`),
  ];
}

function eachMatch(text: string, pattern: RegExp, replace: (match: string) => string): string[] {
  return [...text.matchAll(pattern)]
    .slice(0, 24)
    .map(({ 0: match, index }) => text.slice(0, index) + replace(match) + text.slice(index + match.length));
}

function safeDecode(hex: string): string {
  const code = Number.parseInt(hex.slice(1), 16);
  return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : hex;
}

function encodeSafely(text: string): string {
  return encodeURI(text.toWellFormed());
}

/** Also what needs no encoding: `~` as `%7E`. */
function forceEncode(char: string): string {
  return char > '\u007F'
    ? percentEncode(char)
    : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
