import { expect, it } from 'vitest';
import { findFramingProblems } from '../src/framing-policy.ts';

const NEEDS = {
  hosts: ['https://example.atlassian.net'],
  bridgeUrl: 'https://connect-cdn.atl-paas.net/all.js',
};
const ANCESTORS = /^frame-ancestors .* forbids the host to frame it\. .*frameAncestors: null$/;
const BRIDGE = 'script-src does not allow the bridge. Add https://connect-cdn.atl-paas.net';

it.each([
  '',
  "script-src 'self' https://connect-cdn.atl-paas.net; frame-ancestors https://*.atlassian.net",
  "default-src 'self'; script-src https:; frame-ancestors *",
  "default-src 'none'; script-src 'self'; script-src-elem *.atl-paas.net",
  "FRAME-ANCESTORS HTTPS://EXAMPLE.ATLASSIAN.NET; img-src 'none'",
])('the policy %j leaves a frame alone', (policy) => {
  expect(findFramingProblems(policy, NEEDS)).toEqual([]);
});

it.each<[string, readonly unknown[]]>([
  ["frame-ancestors 'self'", [expect.stringMatching(ANCESTORS)]],
  ["frame-ancestors 'none'", [expect.stringMatching(ANCESTORS)]],
  ['frame-ancestors', [expect.stringContaining('forbids')]],
  ['frame-ancestors https://*.example.net', [expect.stringMatching(ANCESTORS)]],
  ['frame-ancestors http://example.atlassian.net', [expect.stringMatching(ANCESTORS)]],
  ['frame-ancestors https://evil-example.atlassian.net.example', [expect.stringMatching(ANCESTORS)]],
  ["script-src 'self'", [BRIDGE]],
  ["default-src 'self'", [BRIDGE]],
  // The first directive of a name counts, and every policy.
  ["script-src 'self'; script-src *", [BRIDGE]],
  ["script-src *, script-src 'self'", [BRIDGE]],
])('the policy %j keeps a frame blank', (policy, problems) => {
  expect(findFramingProblems(policy, NEEDS)).toEqual(problems);
});
