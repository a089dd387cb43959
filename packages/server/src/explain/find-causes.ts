import type * as inspector from '@authbeat/core/inspect';
import type { Cause, InspectedRequest, InspectOptions, TokenInspection } from '@authbeat/core/inspect';
import type { Settings } from '../options.ts';
import type { Tenants } from '../tenants/tenants.ts';
import type { InstallKeys } from '../tokens/install-keys.ts';

/** Something that is wrong with a request, in words for the app's developer. */
export interface Reason {
  readonly id: string;
  readonly message: string;
  readonly help: string;
}

/** What the inspector says about a request. */
export interface Findings {
  /** The most telling first. */
  readonly reasons: readonly Reason[];
  /** The first token of the request. */
  readonly token?: TokenInspection;
}

/** What this app verifies tokens with. */
export interface VerifyingParts {
  readonly settings: Pick<
    Settings,
    'baseUrl' | 'bridgeUrl' | 'docsUrl' | 'installKeyServers' | 'leeway' | 'now'
  >;
  readonly tenants: Pick<Tenants, 'find'>;
  readonly installKeys: InstallKeys;
}

/** Loads the engine, which production does not need. */
export async function loadInspector(): Promise<typeof inspector> {
  return import('@authbeat/core/inspect');
}

/** Finds out what is wrong with a request, by the engine of `authbeat inspect`. */
export async function findCauses(request: InspectedRequest, parts: VerifyingParts): Promise<Findings> {
  const { inspect } = await loadInspector();
  const { baseUrl, leeway, now } = parts.settings;
  const options: InspectOptions = { baseUrl, leeway, at: Math.floor(now() / 1000) };
  const first = await inspect(request, options);
  const [decoded] = first.tokens;
  if (decoded === undefined) return { reasons: first.causes };
  const { reasons, ...known } =
    decoded.kind.kind === 'lifecycle' ? await findKey(decoded, parts) : await findTenant(decoded, parts);
  const { tokens } = await inspect(request, { ...options, ...known });
  const [token = decoded] = tokens;
  return { token, reasons: [...reasons, ...token.causes.filter(isFault)] };
}

/** What the second look may use, and what is wrong if it is not there. */
type Known = Pick<InspectOptions, 'keys' | 'secrets'> & { readonly reasons: readonly Reason[] };

async function findKey(
  { header }: TokenInspection,
  { settings, installKeys }: VerifyingParts,
): Promise<Known> {
  const kid = textOf(header, 'kid');
  if (kid === undefined) return { reasons: [] };
  const pem = await installKeys.find(kid).catch(() => undefined);
  if (pem !== undefined) return { keys: [{ kid, pem }], reasons: [] };
  const servers = settings.installKeyServers.join(', ');
  const message = `The token names the key "${kid}", which is on no key server of \`installKeyServers\` (${servers}).`;
  const help =
    'Add the key server of the host that calls: staging and the government cloud have their own. Under `authbeat dev`, add ...fromEnvironment() to the options.';
  return { reasons: [{ id: 'key-unknown', message, help }] };
}

async function findTenant({ claims, kind }: TokenInspection, { tenants }: VerifyingParts): Promise<Known> {
  const clientKey = textOf(claims, 'iss');
  if (clientKey === undefined || !['iframe', 'context', 'webhook'].includes(kind.kind))
    return { reasons: [] };
  const tenant = await tenants.find(clientKey);
  if (tenant?.installed === true) {
    const [secret = '', previous] = tenant.secrets();
    const name = "the tenant's shared secret";
    const replaced = { name: 'its previous secret', isPrevious: true, validUntil: Number.POSITIVE_INFINITY };
    return {
      secrets: [
        { clientKey, secret, name },
        ...(previous === undefined ? [] : [{ clientKey, secret: previous, ...replaced }]),
      ],
      reasons: [],
    };
  }
  const message = tenant
    ? `The tenant "${clientKey}" has uninstalled the app.`
    : `The token names the tenant "${clientKey}" (iss), which has not installed the app.`;
  const help = tenant
    ? 'Install the app again.'
    : 'Install the app again. If it is installed, its "installed" call was lost or refused, or went to another database. If another library has its tenants, import them: authbeat tenants import.';
  return { reasons: [{ id: 'issuer-unknown', message, help }] };
}

function textOf(values: TokenInspection['claims'], name: string): string | undefined {
  const value = values.find((named) => named.name === name)?.value;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isFault({ certainty }: Cause): boolean {
  return certainty !== 'note';
}
