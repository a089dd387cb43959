/** What a content security policy allows the injected script: a nonce to carry, or nothing more. */
export type ScriptPermission = { readonly nonce?: string };

/**
 * Does every policy of a page allow a script of its own origin, and requests to it? The policies are never changed.
 *
 * @param policies the values of all `Content-Security-Policy` headers
 * @param origin the page's own
 * @returns `undefined` when one of them forbids it
 * @see https://www.w3.org/TR/CSP3/#directives-fetch
 */
export function permitScript(policies: readonly string[], origin: string): ScriptPermission | undefined {
  // One header may hold several policies.
  const all = policies.flatMap((header) => header.split(',')).map(parsePolicy);
  if (!all.every((policy) => allowsConnection(policy, origin))) return undefined;
  const nonces = all.map((policy) => nonceOf(scriptSources(policy)));
  const nonce = nonces.find((candidate) => candidate !== undefined);
  const isAllowed = all.every((policy, index) => {
    const sources = scriptSources(policy);
    return (
      sources === undefined ||
      allowsOrigin(sources, origin) ||
      (nonce !== undefined && nonces[index] === nonce)
    );
  });
  if (!isAllowed) return undefined;
  return nonce === undefined ? {} : { nonce };
}

type Policy = ReadonlyMap<string, readonly string[]>;

/** The first directive of a name counts. */
function parsePolicy(text: string): Policy {
  const policy = new Map<string, readonly string[]>();
  for (const directive of text.split(';')) {
    const [name = '', ...sources] = directive.trim().split(/\s+/);
    const lower = name.toLowerCase();
    if (lower !== '' && !policy.has(lower)) policy.set(lower, sources);
  }
  return policy;
}

function scriptSources(policy: Policy): readonly string[] | undefined {
  return policy.get('script-src-elem') ?? policy.get('script-src') ?? policy.get('default-src');
}

function allowsConnection(policy: Policy, origin: string): boolean {
  const sources = policy.get('connect-src') ?? policy.get('default-src');
  return sources === undefined || matchesOrigin(sources, origin);
}

function nonceOf(sources: readonly string[] | undefined): string | undefined {
  return sources
    ?.map((source) => /^'nonce-([\w+/=-]+)'$/i.exec(source)?.[1])
    .find((nonce) => nonce !== undefined);
}

/** With `strict-dynamic`, browsers ignore what sources say about origins. */
function allowsOrigin(sources: readonly string[], origin: string): boolean {
  return (
    !sources.some((source) => source.toLowerCase() === "'strict-dynamic'") && matchesOrigin(sources, origin)
  );
}

function matchesOrigin(sources: readonly string[], origin: string): boolean {
  const { protocol, host } = new URL(origin);
  const own = new Set(["'self'", '*', protocol, host, origin]);
  return sources.some((source) => own.has(source.toLowerCase().replace(/\/$/, '')));
}
