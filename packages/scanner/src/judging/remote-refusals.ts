import { fail, inconclusive, pass, type Finding } from './finding.ts';
import { isConclusive, whyInconclusive } from './requests.ts';
import { isSuccess, type Probe } from '../probes/probe.ts';
import type { RemoteContext, RemoteRoute } from './remote-context.ts';
import { invoke } from './remote-requests.ts';

/** A credential that a remote must refuse. */
export interface Forgery {
  /** What it is, for people: "an unsigned token". */
  readonly label: string;
  /** Absent for a request without a token. */
  readonly token?: string;
}

/**
 * Presents forgeries at every route. A refusal counts only where a genuine token is accepted in the same scan: a route
 * that refuses everything shows nothing.
 */
export async function judgeRefusals(
  context: RemoteContext,
  forge: () => Promise<readonly Forgery[]> | readonly Forgery[],
): Promise<readonly Finding[]> {
  const forgeries = await forge();
  return Promise.all(context.routes.map(async (route) => judgeRoute(context, route, forgeries)));
}

async function judgeRoute(
  context: RemoteContext,
  route: RemoteRoute,
  forgeries: readonly Forgery[],
): Promise<Finding> {
  const { url } = route;
  const genuine = await sendGenuine(context, route);
  const probes = await Promise.all(
    forgeries.map(async ({ label, token }) => context.send(invoke(route, `with ${label}`, token))),
  );
  const accepted = probes.findIndex((probe) => isSuccess(probe));
  const [forgery, probe] = [forgeries[accepted], probes[accepted]];
  if (forgery && probe) return fail(url, `It accepts ${forgery.label}.`, probe);
  const broken = probes.find((each) => !isConclusive(each));
  if (broken) return inconclusive(url, whyInconclusive(broken), broken);
  if (!isSuccess(genuine)) return inconclusive(url, whyNotGenuine(genuine), genuine);
  const labels = forgeries.map(({ label }) => label).join(', ');
  return pass(url, `It refuses ${labels}.`, ...probes.slice(0, 1));
}

/** The request that the remote should accept. */
export async function sendGenuine(context: RemoteContext, route: RemoteRoute): Promise<Probe> {
  return context.send(invoke(route, 'with a genuine token', await context.issuer.mint()));
}

/** Why a route cannot be judged that does not accept the genuine token. */
export function whyNotGenuine(genuine: Probe): string {
  return genuine.kind === 'responded'
    ? `It responds to a genuine token with ${genuine.status}, so that a refusal shows nothing. Does it know the key set of the local host?`
    : genuine.reason;
}
