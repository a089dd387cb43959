import { InstallationError } from '@authbeat/host';
import { describeError } from '../describe-error.ts';

/** Why an app was not installed, in sentences. */
export interface Failure {
  /** What happened, with the response of the app. */
  readonly reason: string;
  /** What it is most likely due to. */
  readonly cause?: string;
  /** Whether the lines that make an app trust this host may help. */
  readonly needsTrust: boolean;
}

/**
 * Explains why an app was not installed.
 *
 * @param hasKey whether the app has fetched the key of this host. Then it trusts the key server.
 */
export function explainFailure(error: unknown, hasKey = false): Failure {
  if (!(error instanceof InstallationError)) return { reason: describeError(error), needsTrust: false };
  const { event, status = 0, response } = error.data;
  const message = describeError(error);
  const reason = response === undefined ? message : `${message} Its response begins: ${response}`;
  const own = ownCauseOf(error);
  if (own !== undefined) return { reason, cause: own, needsTrust: false };
  const needsTrust = !hasKey && event === 'installed' && (isTimeout(error) || status >= 400);
  const failure = { reason, needsTrust };
  const cause = causeOf(error, hasKey);
  return cause === undefined ? failure : { ...failure, cause };
}

/** What the app itself says is wrong. */
function ownCauseOf({ data: { response = '' } }: InstallationError): string | undefined {
  // The address of the documentation in a refusal of Authbeat.
  if (response.includes('/refusals/'))
    return 'The line of the app that begins with "[authbeat]" says why. If it names another key server, add fromEnvironment() to the options of the app. With NODE_ENV=production there is no such line, and fromEnvironment() does nothing.';
  if (response.includes('registration whitelist'))
    return 'The configuration of the app (atlassian-connect-express) names the sites that may install it. Set AC_HOST_WHITELIST=*.localhost in its environment.';
  return undefined;
}

/** Did the app take too long to respond? */
function isTimeout({ cause }: InstallationError): boolean {
  return cause instanceof DOMException && cause.name === 'TimeoutError';
}

function causeOf(error: InstallationError, hasKey: boolean): string | undefined {
  const { code } = error;
  const { event, status = 0 } = error.data;
  if (isTimeout(error) && event === 'installed' && !hasKey)
    return "The app waits for Atlassian's key server, which it cannot reach. It has to trust the key server of this host.";
  if (isTimeout(error)) return 'The app is busy, or stopped in a debugger.';
  if (code === 'descriptor_unreadable' && error.data.response !== undefined)
    return 'Something else than a descriptor has this address. Give the URL or the file of the descriptor: authbeat dev <descriptor>.';
  if (code === 'app_refused' && status >= 500 && (event === undefined || (event === 'installed' && hasKey)))
    return 'The app failed: its log says why.';
  if (code === 'app_refused' && event === undefined)
    return 'The descriptor has another address. Give its URL or its file: authbeat dev <descriptor>.';
  if (code === 'app_unreachable')
    return 'Nothing listens at the baseUrl of the descriptor. The app has to use the variable APP_URL as its baseUrl.';
  if (event !== 'installed') return undefined;
  if (status >= 400 && hasKey)
    return 'The app has fetched the key of this host, so it trusts the key server. It refuses for another reason: its log may say why.';
  if (status === 404)
    return 'The app does not trust the key server of this host (atlassian-connect-express responds like this), or it has no route for "installed".';
  if (status >= 500)
    return "The app failed, perhaps because it cannot reach Atlassian's key server: its log says why. It has to trust the key server of this host.";
  if (status >= 400) return 'The app does not trust the key server of this host.';
  if (status >= 300) return 'The app redirects the call, for example to a login or to https.';
  return undefined;
}
