import { nameChannel } from '../../host/frame-url.ts';
import { percentDecode } from '../../internal/percent.ts';
import {
  CREDENTIAL_PARAMETERS,
  FRAME_PARAMETERS,
  HOST_URL_PARAMETER,
  type FrameParameter,
} from '../../protocol.ts';
import { listNames } from './added-candidates.ts';
import { canonicalsOf } from './canonicals.ts';
import type { BindingFacts, Candidate } from './candidate.ts';
import { nameOf, pathOf, readWire, valueOf, type WireRequest } from './wire.ts';

/** How many values of the input are tried in a placeholder of a module URL. */
const MAX_VALUES = 60;

/**
 * Requests with more parameters. A value that was lost cannot be computed from a hash: tried is what the host always
 * sends, what the descriptor says, and whatever values the rest of the input has.
 */
export function droppedParameterCandidates(facts: BindingFacts): readonly Candidate[] {
  const { request, baseUrl } = facts;
  const present = new Set(request.pairs);
  const whole = facts.others
    .map(({ url, method = request.method }) => readWire(method, url))
    .filter(({ path }) => path === request.path);
  const single = [
    ...new Set([...whole.flatMap(({ pairs }) => pairs), ...hostPairs(facts), ...templatePairs(facts)]),
  ].filter((pair) => !present.has(pair) && !CREDENTIAL_PARAMETERS.has(nameOf(pair)));
  const host = hostPairs(facts).filter(
    (pair) => !present.has(pair) && !request.pairs.some((other) => nameOf(other) === nameOf(pair)),
  );
  const several = [
    ...host.flatMap((pair, index) =>
      host
        .slice(index + 1)
        .filter((other) => nameOf(other) !== nameOf(pair))
        .map((other) => [pair, other]),
    ),
    ...whole
      .map(({ pairs }) => pairs.filter((pair) => !present.has(pair)))
      .filter(({ length }) => length > 1),
  ];
  return [...single.map((pair) => [pair]), ...several].map((missing) => dropped(request, baseUrl, missing));
}

function dropped(request: WireRequest, baseUrl: string, missing: readonly string[]): Candidate {
  const names = missing.map((pair) => percentDecode(nameOf(pair)));
  return {
    causeId: 'parameter-dropped',
    message: `The request lacks ${listNames(names)}, which ${names.length === 1 ? 'was' : 'were'} signed.`,
    canonicals: canonicalsOf({ ...request, pairs: [...request.pairs, ...missing] }, baseUrl),
    data: { parameters: names.join(', ') },
  };
}

/** What hosts append to every URL of an iframe, as far as its value can be known. */
function hostPairs({
  headers,
  claims,
  descriptor,
  appKey = descriptor?.key,
  request,
  others,
  hostBaseUrls,
}: BindingFacts): string[] {
  const origins = [
    headers['referer'],
    headers['origin'],
    displayUrl(claims),
    ...hostBaseUrls,
    valueNamed(request, HOST_URL_PARAMETER),
    ...others.map(({ url }) => valueNamed(readWire('GET', url), HOST_URL_PARAMETER)),
  ]
    .filter((url) => url !== undefined && /^https?:/.test(url))
    .map((url) => readWire('GET', url ?? '').origin);
  const modules =
    descriptor?.urls.flatMap(({ moduleKey }) => (moduleKey === undefined ? [] : [moduleKey])) ?? [];
  const values: Readonly<Record<FrameParameter, readonly string[]>> = {
    xdm_e: [...new Set(origins), ''],
    xdm_c: [...(appKey === undefined ? [] : modules.map((module) => nameChannel(appKey, module))), ''],
    cp: ['', '/wiki', '/jira', '/confluence'],
    xdm_deprecated_addon_key_do_not_use: appKey === undefined ? [] : [appKey],
    lic: ['active', 'none', '', 'false', 'true', 'evaluation'],
    cv: ['1001.0.0-SNAPSHOT', '1000.0.0', ''],
  };
  return FRAME_PARAMETERS.flatMap((name) =>
    values[name].map((value) => `${name}=${encodeURIComponent(value)}`),
  );
}

/** The parameters of module URLs whose path is that of the request: constants, and placeholders with known values. */
function templatePairs(facts: BindingFacts): string[] {
  const { descriptor, request, baseUrl } = facts;
  const path = request.path.slice(request.path.startsWith(pathOf(baseUrl)) ? pathOf(baseUrl).length : 0);
  const templates = (descriptor?.urls ?? [])
    .map(({ url }) => readWire('GET', url))
    .filter((template) => template.path.endsWith(path));
  const values = knownValues(facts);
  return templates.flatMap(({ pairs }) =>
    pairs.flatMap((pair) =>
      /\{|%7B/i.test(valueOf(pair)) ? values.map((value) => `${nameOf(pair)}=${value}`) : [pair],
    ),
  );
}

/** Values that a lost parameter may have had, percent-encoded: those of other parameters, of claims and of the body. */
function knownValues({ request, claims, body, others }: BindingFacts): string[] {
  const fromPairs = [
    request,
    ...others.map(({ url }) => readWire('GET', url)),
    readWire('GET', `?${body}`),
  ].flatMap(({ pairs }) => pairs.map(valueOf));
  const fromClaims = leaves({ sub: claims['sub'], iss: claims['iss'], context: claims['context'] }).map(
    encodeURIComponent,
  );
  return ['', ...new Set([...fromPairs, ...fromClaims])].slice(0, MAX_VALUES);
}

function leaves(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value.toWellFormed()];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null || depth > 5) return [];
  return Object.values(value).flatMap((inner) => leaves(inner, depth + 1));
}

function valueNamed({ pairs }: WireRequest, name: string): string | undefined {
  const pair = pairs.find((other) => nameOf(other) === name);
  return pair === undefined ? undefined : percentDecode(valueOf(pair));
}

function displayUrl(claims: Readonly<Record<string, unknown>>): string | undefined {
  return leaves(claims['context']).find((text) => /^https?:\/\//.test(text));
}
