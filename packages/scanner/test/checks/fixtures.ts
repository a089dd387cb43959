import type { Fixture, VulnerableFixture } from '../fixtures/fixture.ts';
import { safe as algorithmConfusionSafe } from './algorithm-confusion/safe.ts';
import { vulnerable as algorithmConfusionVulnerable } from './algorithm-confusion/vulnerable.ts';
import { safe as apiTokensSafe } from './api-tokens/safe.ts';
import { vulnerable as apiTokensVulnerable } from './api-tokens/vulnerable.ts';
import { safe as authenticationSafe } from './authentication/safe.ts';
import { vulnerable as authenticationVulnerable } from './authentication/vulnerable.ts';
import { safe as brandingSafe } from './branding/safe.ts';
import { vulnerable as brandingVulnerable } from './branding/vulnerable.ts';
import { safe as cacheControlSafe } from './cache-control/safe.ts';
import { vulnerable as cacheControlVulnerable } from './cache-control/vulnerable.ts';
import { safe as certificateSafe } from './certificate/safe.ts';
import { vulnerable as certificateVulnerable } from './certificate/vulnerable.ts';
import { safe as contextTokenSafe } from './context-token/safe.ts';
import { vulnerable as contextTokenVulnerable } from './context-token/vulnerable.ts';
import { safe as corsSafe } from './cors/safe.ts';
import { vulnerable as corsVulnerable } from './cors/vulnerable.ts';
import { safe as endlessSessionSafe } from './endless-session/safe.ts';
import { vulnerable as endlessSessionVulnerable } from './endless-session/vulnerable.ts';
import { safe as errorDisclosureSafe } from './error-disclosure/safe.ts';
import { vulnerable as errorDisclosureVulnerable } from './error-disclosure/vulnerable.ts';
import { safe as framingPolicySafe } from './framing-policy/safe.ts';
import { vulnerable as framingPolicyVulnerable } from './framing-policy/vulnerable.ts';
import { safe as hstsSafe } from './hsts/safe.ts';
import { vulnerable as hstsVulnerable } from './hsts/vulnerable.ts';
import { safe as iframeCookiesSafe } from './iframe-cookies/safe.ts';
import { vulnerable as iframeCookiesVulnerable } from './iframe-cookies/vulnerable.ts';
import { safe as installTakeoverSafe } from './install-takeover/safe.ts';
import { vulnerable as installTakeoverVulnerable } from './install-takeover/vulnerable.ts';
import { safe as latePanelSafe } from './late-panel/safe.ts';
import { vulnerable as latePanelVulnerable } from './late-panel/vulnerable.ts';
import { safe as malformedTokensSafe } from './malformed-tokens/safe.ts';
import { vulnerable as malformedTokensVulnerable } from './malformed-tokens/vulnerable.ts';
import { safe as mixedContentSafe } from './mixed-content/safe.ts';
import { vulnerable as mixedContentVulnerable } from './mixed-content/vulnerable.ts';
import { safe as openRedirectSafe } from './open-redirect/safe.ts';
import { vulnerable as openRedirectVulnerable } from './open-redirect/vulnerable.ts';
import { safe as privilegeSafe } from './privilege/safe.ts';
import { vulnerable as privilegeVulnerable } from './privilege/vulnerable.ts';
import { safe as recoveryTicketsSafe } from './recovery-tickets/safe.ts';
import { vulnerable as recoveryTicketsVulnerable } from './recovery-tickets/vulnerable.ts';
import { safe as referrerPolicySafe } from './referrer-policy/safe.ts';
import { vulnerable as referrerPolicyVulnerable } from './referrer-policy/vulnerable.ts';
import { safe as reflectedInputSafe } from './reflected-input/safe.ts';
import { vulnerable as reflectedInputVulnerable } from './reflected-input/vulnerable.ts';
import { safe as secretDisclosureSafe } from './secret-disclosure/safe.ts';
import { vulnerable as secretDisclosureVulnerable } from './secret-disclosure/vulnerable.ts';
import { safe as secretRotationSafe } from './secret-rotation/safe.ts';
import { vulnerable as secretRotationVulnerable } from './secret-rotation/vulnerable.ts';
import { safe as sessionCookiesSafe } from './session-cookies/safe.ts';
import { vulnerable as sessionCookiesVulnerable } from './session-cookies/vulnerable.ts';
import { safe as signedInstallSafe } from './signed-install/safe.ts';
import { vulnerable as signedInstallVulnerable } from './signed-install/vulnerable.ts';
import { safe as tenantEnumerationSafe } from './tenant-enumeration/safe.ts';
import { vulnerable as tenantEnumerationVulnerable } from './tenant-enumeration/vulnerable.ts';
import { safe as tenantIsolationSafe } from './tenant-isolation/safe.ts';
import { vulnerable as tenantIsolationVulnerable } from './tenant-isolation/vulnerable.ts';
import { safe as tlsVersionSafe } from './tls-version/safe.ts';
import { vulnerable as tlsVersionVulnerable } from './tls-version/vulnerable.ts';
import { safe as tokenBindingSafe } from './token-binding/safe.ts';
import { vulnerable as tokenBindingVulnerable } from './token-binding/vulnerable.ts';
import { safe as tokenDisclosureSafe } from './token-disclosure/safe.ts';
import { vulnerable as tokenDisclosureVulnerable } from './token-disclosure/vulnerable.ts';
import { safe as tokenExpirySafe } from './token-expiry/safe.ts';
import { vulnerable as tokenExpiryVulnerable } from './token-expiry/vulnerable.ts';
import { safe as tokenForgerySafe } from './token-forgery/safe.ts';
import { vulnerable as tokenForgeryVulnerable } from './token-forgery/vulnerable.ts';
import { safe as uninstallSafe } from './uninstall/safe.ts';
import { vulnerable as uninstallVulnerable } from './uninstall/vulnerable.ts';
import { safe as webhookAuthenticationSafe } from './webhook-authentication/safe.ts';
import { vulnerable as webhookAuthenticationVulnerable } from './webhook-authentication/vulnerable.ts';

/** Every check's two apps. */
export const FIXTURES: Readonly<Record<string, { safe: Fixture; vulnerable: VulnerableFixture }>> = {
  'algorithm-confusion': { safe: algorithmConfusionSafe, vulnerable: algorithmConfusionVulnerable },
  'api-tokens': { safe: apiTokensSafe, vulnerable: apiTokensVulnerable },
  authentication: { safe: authenticationSafe, vulnerable: authenticationVulnerable },
  branding: { safe: brandingSafe, vulnerable: brandingVulnerable },
  'cache-control': { safe: cacheControlSafe, vulnerable: cacheControlVulnerable },
  certificate: { safe: certificateSafe, vulnerable: certificateVulnerable },
  'context-token': { safe: contextTokenSafe, vulnerable: contextTokenVulnerable },
  cors: { safe: corsSafe, vulnerable: corsVulnerable },
  'endless-session': { safe: endlessSessionSafe, vulnerable: endlessSessionVulnerable },
  'error-disclosure': { safe: errorDisclosureSafe, vulnerable: errorDisclosureVulnerable },
  'framing-policy': { safe: framingPolicySafe, vulnerable: framingPolicyVulnerable },
  hsts: { safe: hstsSafe, vulnerable: hstsVulnerable },
  'iframe-cookies': { safe: iframeCookiesSafe, vulnerable: iframeCookiesVulnerable },
  'install-takeover': { safe: installTakeoverSafe, vulnerable: installTakeoverVulnerable },
  'late-panel': { safe: latePanelSafe, vulnerable: latePanelVulnerable },
  'malformed-tokens': { safe: malformedTokensSafe, vulnerable: malformedTokensVulnerable },
  'mixed-content': { safe: mixedContentSafe, vulnerable: mixedContentVulnerable },
  'open-redirect': { safe: openRedirectSafe, vulnerable: openRedirectVulnerable },
  privilege: { safe: privilegeSafe, vulnerable: privilegeVulnerable },
  'recovery-tickets': { safe: recoveryTicketsSafe, vulnerable: recoveryTicketsVulnerable },
  'referrer-policy': { safe: referrerPolicySafe, vulnerable: referrerPolicyVulnerable },
  'reflected-input': { safe: reflectedInputSafe, vulnerable: reflectedInputVulnerable },
  'secret-disclosure': { safe: secretDisclosureSafe, vulnerable: secretDisclosureVulnerable },
  'secret-rotation': { safe: secretRotationSafe, vulnerable: secretRotationVulnerable },
  'session-cookies': { safe: sessionCookiesSafe, vulnerable: sessionCookiesVulnerable },
  'signed-install': { safe: signedInstallSafe, vulnerable: signedInstallVulnerable },
  'tenant-enumeration': { safe: tenantEnumerationSafe, vulnerable: tenantEnumerationVulnerable },
  'tenant-isolation': { safe: tenantIsolationSafe, vulnerable: tenantIsolationVulnerable },
  'tls-version': { safe: tlsVersionSafe, vulnerable: tlsVersionVulnerable },
  'token-binding': { safe: tokenBindingSafe, vulnerable: tokenBindingVulnerable },
  'token-disclosure': { safe: tokenDisclosureSafe, vulnerable: tokenDisclosureVulnerable },
  'token-expiry': { safe: tokenExpirySafe, vulnerable: tokenExpiryVulnerable },
  'token-forgery': { safe: tokenForgerySafe, vulnerable: tokenForgeryVulnerable },
  uninstall: { safe: uninstallSafe, vulnerable: uninstallVulnerable },
  'webhook-authentication': { safe: webhookAuthenticationSafe, vulnerable: webhookAuthenticationVulnerable },
};
