/** What the page of a Connect app needs a content security policy to allow. */
export interface FramingNeeds {
  /** The origins that frame the page. */
  readonly hosts: readonly string[];
  /** The script of the host's bridge. */
  readonly bridgeUrl: string;
}

/**
 * Finds out why a frame stays blank with a content security policy, such as helmet's default. Browsers apply every
 * policy of a response, so what one forbids, no other one allows.
 *
 * @param policy the values of all `Content-Security-Policy` headers but that of the page guard, separated by commas
 * @returns a sentence for each mistake, with what to do, each without a full stop
 * @see https://www.w3.org/TR/CSP3/
 */
export function findFramingProblems(policy: string, { hosts, bridgeUrl }: FramingNeeds): readonly string[] {
  return policy
    .toLowerCase()
    .split(',')
    .map(readDirectives)
    .flatMap((directives) =>
      [ancestorProblem(directives, hosts), scriptProblem(directives, bridgeUrl)].filter(
        (problem) => problem !== undefined,
      ),
    );
}

type Directives = ReadonlyMap<string, readonly string[]>;

function ancestorProblem(directives: Directives, hosts: readonly string[]): string | undefined {
  const sources = directives.get('frame-ancestors');
  if (sources === undefined || hosts.every((host) => allows(sources, host))) return undefined;
  return `frame-ancestors ${sources.join(' ')} forbids the host to frame it. Leave it to page(): helmet's option is frameAncestors: null`;
}

function scriptProblem(directives: Directives, bridgeUrl: string): string | undefined {
  const { origin } = new URL(bridgeUrl);
  const names = ['script-src-elem', 'script-src', 'default-src'];
  const sources = names.map((name) => directives.get(name)).find((found) => found !== undefined);
  if (sources === undefined || allows(sources, origin)) return undefined;
  return `script-src does not allow the bridge. Add ${origin}`;
}

/** The first directive of a name counts. */
function readDirectives(policy: string): Directives {
  const directives = new Map<string, readonly string[]>();
  for (const directive of policy.split(';')) {
    const [name = '', ...sources] = directive.trim().split(/\s+/);
    if (!directives.has(name)) directives.set(name, sources);
  }
  return directives;
}

function allows(sources: readonly string[], origin: string): boolean {
  const { host, protocol } = new URL(origin);
  return sources.some((source) => {
    if (source === '*' || source === protocol) return true;
    const [, scheme, name = ''] = /^(?:(https?:)\/\/)?([^/]+)/.exec(source) ?? [];
    const isScheme = scheme === undefined || scheme === protocol;
    return isScheme && (name === host || (name.startsWith('*.') && host.endsWith(name.slice(1))));
  });
}
