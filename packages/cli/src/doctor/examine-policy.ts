import { fix, ok, type Result } from './result.ts';

/**
 * Examines a content security policy that the app sets for all responses. Browsers apply it beside the policy of the
 * page guard, and show a blank frame without a word where it forbids the host or the bridge.
 */
export function examinePolicy(policy: string, bridge: string): Result {
  const directives = new Map(
    policy
      .toLowerCase()
      .split(/[;,]/)
      .map((directive) => directive.trim().split(/\s+/))
      .map(([name = '', ...sources]) => [name, sources] as const),
  );
  const { origin, protocol } = new URL(bridge);
  const ancestors = directives.get('frame-ancestors');
  const scripts =
    directives.get('script-src-elem') ?? directives.get('script-src') ?? directives.get('default-src');
  const problems = [
    ...(ancestors === undefined || allows(ancestors, 'https://example.atlassian.net')
      ? []
      : [
          `frame-ancestors ${ancestors.join(' ')} forbids the host to frame it. Leave it to page(): helmet's option is frameAncestors: null`,
        ]),
    ...(scripts === undefined || allows(scripts, origin) || scripts.includes(protocol)
      ? []
      : [`script-src does not allow the bridge. Add ${origin}`]),
  ];
  return problems.length === 0
    ? ok('policy', policy === '' ? 'none of its own' : 'allows the host and the bridge')
    : fix(
        'policy',
        `The app sets a Content-Security-Policy, as helmet does by default, and frames stay blank: ${problems.join('; ')}.`,
      );
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
