import { nameCause, type Cause } from './causes.ts';
import type { FoundToken, InputForm, InspectedRequest, ParsedInput } from './input/request.ts';
import { readInput } from './input/read-input.ts';
import { inspectToken } from './inspect-token.ts';
import type { Inspection } from './inspection.ts';
import { resolveOptions, type InspectOptions, type Settings } from './options.ts';

/** An archive may have thousands of tokens. */
const MAX_TOKENS = 100;
/** Properties that hold words of the inspector alone. */
const OWN_WORDS = new Set([
  'id',
  'certainty',
  'help',
  'docs',
  'kind',
  'place',
  'form',
  'status',
  'door',
  'result',
  'reason',
]);
const FORM_NAMES: Readonly<Record<InputForm, string>> = {
  token: 'input',
  header: 'header',
  url: 'URL',
  curl: 'curl command',
  http: 'request',
  har: 'archive',
  request: 'request',
};
/** A shorter one would be found in innocent text. */
const MIN_HIDDEN = 6;

/**
 * Explains a token and the request that it came with: which kind it is, what it says, whether its signature is right,
 * which doors accept it, and why others refuse it. Everything is computed here; nothing is fetched.
 *
 * It is asynchronous because it uses WebCrypto: it runs in Node and in pages alike.
 *
 * @example
 * ```ts
 * import { formatInspection, inspect } from '@authbeat/core/inspect';
 *
 * const inspection = await inspect('https://app.example.com/panel?issueKey=AB-1&jwt=eyJhbGciOiJI…', {
 *   baseUrl: 'https://app.example.com',
 *   secrets: [{ secret: process.env['SHARED_SECRET'] ?? '', name: '$SHARED_SECRET' }],
 * });
 * console.log(formatInspection(inspection));
 * ```
 *
 * @param input a token, an `Authorization` header, a URL, a curl command, an HTTP message, an HTTP archive as text; or
 *   a request as an object
 */
export async function inspect(
  input: string | InspectedRequest,
  options: InspectOptions = {},
): Promise<Inspection> {
  const settings = resolveOptions(options);
  const parsed = readInput(input);
  const requests = parsed.entries.flatMap(({ request }) => (request ? [request] : []));
  const found = parsed.entries.flatMap(({ request, tokens }) =>
    tokens.map((token) => ({ found: token, request, causes: doubleCauses(tokens) })),
  );
  const tokens = [];
  for (const entry of found.slice(0, MAX_TOKENS)) {
    const others = requests.filter((request) => request !== entry.request);
    tokens.push(await inspectToken({ ...entry, others }, settings));
  }
  return hideSecrets({ form: parsed.form, at: settings.at, tokens, causes: missingCauses(parsed) }, settings);
}

/** What is wrong with the input as a whole. */
function missingCauses({ form, entries }: ParsedInput): Cause[] {
  if (entries.some(({ tokens }) => tokens.length > 0)) return [];
  const message = form === 'token' ? 'The input is empty.' : `The ${FORM_NAMES[form]} carries no token.`;
  return [nameCause('token-missing', { message })];
}

/** Which of two tokens counts is for each reader to decide, so both are refused. */
function doubleCauses(tokens: readonly FoundToken[]): Cause[] {
  const credentials = tokens.filter(({ name = '' }) => !name.startsWith('x-forge-'));
  if (credentials.length < 2) return [];
  const places = credentials.map(({ place, name = '' }) =>
    place === 'query' ? `the parameter "${name}"` : `"${name}"`,
  );
  return [
    nameCause('token-twice', {
      message: `The request carries ${credentials.length} tokens: in ${places.join(' and ')}.`,
    }),
  ];
}

/** Whatever part of the input a secret was pasted into, it is not repeated. */
function hideSecrets(inspection: Inspection, { secrets }: Settings): Inspection {
  const hidden = secrets.map(({ secret }) => secret).filter(({ length }) => length >= MIN_HIDDEN);
  const hide = (value: unknown): unknown => {
    if (typeof value === 'string')
      return hidden.reduce((text, secret) => text.replaceAll(secret, '[secret]'), value);
    if (Array.isArray(value)) return value.map(hide);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, OWN_WORDS.has(name) ? inner : hide(inner)]),
    );
  };
  return hidden.length === 0 ? inspection : (hide(inspection) as Inspection);
}
