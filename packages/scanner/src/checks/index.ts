import { algorithmConfusion } from './algorithm-confusion/algorithm-confusion.check.ts';
import { apiTokens } from './api-tokens/api-tokens.check.ts';
import { authentication } from './authentication/authentication.check.ts';
import { branding } from './branding/branding.check.ts';
import { cacheControl } from './cache-control/cache-control.check.ts';
import { certificate } from './certificate/certificate.check.ts';
import { contextToken } from './context-token/context-token.check.ts';
import { cors } from './cors/cors.check.ts';
import { endlessSession } from './endless-session/endless-session.check.ts';
import { errorDisclosure } from './error-disclosure/error-disclosure.check.ts';
import { framingPolicy } from './framing-policy/framing-policy.check.ts';
import { hsts } from './hsts/hsts.check.ts';
import { iframeCookies } from './iframe-cookies/iframe-cookies.check.ts';
import { installTakeover } from './install-takeover/install-takeover.check.ts';
import { latePanel } from './late-panel/late-panel.check.ts';
import { malformedTokens } from './malformed-tokens/malformed-tokens.check.ts';
import { mixedContent } from './mixed-content/mixed-content.check.ts';
import { openRedirect } from './open-redirect/open-redirect.check.ts';
import { privilege } from './privilege/privilege.check.ts';
import { recoveryTickets } from './recovery-tickets/recovery-tickets.check.ts';
import { referrerPolicy } from './referrer-policy/referrer-policy.check.ts';
import { reflectedInput } from './reflected-input/reflected-input.check.ts';
import { secretDisclosure } from './secret-disclosure/secret-disclosure.check.ts';
import { secretRotation } from './secret-rotation/secret-rotation.check.ts';
import { sessionCookies } from './session-cookies/session-cookies.check.ts';
import { signedInstall } from './signed-install/signed-install.check.ts';
import { tenantEnumeration } from './tenant-enumeration/tenant-enumeration.check.ts';
import { tenantIsolation } from './tenant-isolation/tenant-isolation.check.ts';
import { tlsVersion } from './tls-version/tls-version.check.ts';
import { tokenBinding } from './token-binding/token-binding.check.ts';
import { tokenDisclosure } from './token-disclosure/token-disclosure.check.ts';
import { tokenExpiry } from './token-expiry/token-expiry.check.ts';
import { tokenForgery } from './token-forgery/token-forgery.check.ts';
import { uninstall } from './uninstall/uninstall.check.ts';
import { webhookAuthentication } from './webhook-authentication/webhook-authentication.check.ts';
import type { Check } from './check.ts';

/** Every check, in the order of reports: the numbered requirements first. */
export const CHECKS: readonly Check[] = [
  authentication,
  webhookAuthentication,
  tokenForgery,
  tokenBinding,
  contextToken,
  tokenExpiry,
  tenantIsolation,
  apiTokens,
  uninstall,
  privilege,
  signedInstall,
  installTakeover,
  algorithmConfusion,
  tlsVersion,
  hsts,
  certificate,
  referrerPolicy,
  cacheControl,
  sessionCookies,
  branding,
  latePanel,
  recoveryTickets,
  endlessSession,
  secretRotation,
  malformedTokens,
  openRedirect,
  reflectedInput,
  framingPolicy,
  cors,
  iframeCookies,
  mixedContent,
  errorDisclosure,
  tokenDisclosure,
  tenantEnumeration,
  secretDisclosure,
];
