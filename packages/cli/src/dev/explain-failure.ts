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

/** Explains why an app was not installed. */
export function explainFailure(error: unknown): Failure {
  if (!(error instanceof InstallationError)) return { reason: describeError(error), needsTrust: false };
  const { event, status = 0, response } = error.data;
  const reason = response === undefined ? error.message : `${error.message} Its response begins: ${response}`;
  const failure = { reason, needsTrust: event === 'installed' && status >= 400 && status !== 404 };
  const cause = causeOf(error);
  return cause === undefined ? failure : { ...failure, cause };
}

function causeOf({ code, data: { event, status = 0 } }: InstallationError): string | undefined {
  if (code === 'app_refused' && event === undefined)
    return 'The descriptor has another address. Give its URL or its file: authbeat dev <descriptor>.';
  if (code === 'app_unreachable')
    return 'Nothing listens at the baseUrl of the descriptor. The app has to use the variable APP_URL as its baseUrl.';
  if (event !== 'installed') return undefined;
  if (status === 404) return 'The app has no route for the lifecycle URL "installed" of its descriptor.';
  if (status >= 500)
    return "The app failed, perhaps because it cannot reach Atlassian's key server: its log says why. It has to trust the key server of this host.";
  if (status >= 400) return 'The app does not trust the key server of this host.';
  if (status >= 300) return 'The app redirects the call, for example to a login or to https.';
  return undefined;
}
