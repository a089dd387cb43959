import { findFramingProblems } from '@authbeat/core';
import { fix, ok, type Result } from './result.ts';

/** Any site of Atlassian's cloud: which one installs the app is not known here. */
const HOST = 'https://example.atlassian.net';

/** Examines a content security policy that the app sets for all responses, beside that of the page guard. */
export function examinePolicy(policy: string, bridgeUrl: string): Result {
  const problems = findFramingProblems(policy, { hosts: [HOST], bridgeUrl });
  if (problems.length === 0)
    return ok('policy', policy === '' ? 'none of its own' : 'allows the host and the bridge');
  const message = `The app sets a Content-Security-Policy, as helmet does by default, and frames stay blank: ${problems.join('; ')}.`;
  return fix('policy', message);
}
