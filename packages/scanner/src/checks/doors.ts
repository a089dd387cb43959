import type { Laboratory } from '../inside/laboratory.ts';
import { isSuccess, type Answered, type Exchange, type ProbeRequest } from '../probes/exchange.ts';
import { isJudgeable, whyUnanswered, withoutToken } from '../probes/requests.ts';
import type { Endpoint, EndpointRole } from '../surface/endpoint.ts';
import { endpointsOf } from '../surface/surface.ts';
import { fail, notApplicable, outOfReach, pass, unanswered, warning, type Verdict } from '../verdict.ts';
import type { CheckContext } from './check.ts';
import { judgeEach } from './endpoints.ts';
import { genuineRequest } from './sessions.ts';
import { withGenuineToken } from './views.ts';

/** An endpoint that opens to a genuine token, and to nobody without one. */
export interface Door {
  readonly endpoint: Endpoint;
  readonly laboratory: Laboratory;
  /** What it shows to a genuine token. */
  readonly genuine: Answered;
}

/** Judges every endpoint of some roles that is a door; of the others it says why they are none. */
export async function judgeDoors(
  context: CheckContext,
  roles: readonly EndpointRole[],
  judge: (door: Door) => Promise<Verdict>,
): Promise<readonly Verdict[]> {
  const { laboratory, surface } = context;
  if (!laboratory) return [];
  // What a module opens without a token has no door.
  const endpoints = endpointsOf(surface, ...roles).filter(({ cacheable }) => !cacheable);
  return judgeEach(context, endpoints, async (endpoint) => {
    const found = await findDoor(context, endpoint, laboratory);
    return 'outcome' in found ? found : judge(found);
  });
}

async function findDoor(
  context: CheckContext,
  endpoint: Endpoint,
  laboratory: Laboratory,
): Promise<Door | Verdict> {
  const { url } = endpoint;
  const anonymous = await context.send(withoutToken(endpoint));
  const genuine = await context.send(await genuineRequest(context, endpoint, laboratory.first));
  const silent = [anonymous, genuine].find((exchange) => !isJudgeable(exchange));
  if (silent) return unanswered(url, whyUnanswered(silent), silent);
  if (isSuccess(anonymous)) return notApplicable(url, 'It answers anybody; see `authentication`.');
  return isSuccess(genuine)
    ? { endpoint, laboratory, genuine }
    : outOfReach(url, 'It does not open to a genuine token, so refusing others shows nothing.', genuine);
}

/** A request that a door must not open to. */
export interface Attempt {
  readonly request: ProbeRequest;
  /** What it means when the door opens: "It opens with a token of another tenant." */
  readonly reason: string;
  /** What it is then. Defaults to `fail`. */
  readonly outcome?: 'fail' | 'warning';
}

/** Tries the attempts at one door; the worst that opens it is the verdict. */
export async function judgeAttempts(
  context: CheckContext,
  url: string,
  attempts: readonly Attempt[],
  refused: string,
): Promise<Verdict> {
  const exchanges = await Promise.all(attempts.map(async ({ request }) => context.send(request)));
  const opened = attempts
    .map((attempt, index) => ({ attempt, exchange: exchanges[index] }))
    .filter((tried): tried is { attempt: Attempt; exchange: Exchange } =>
      tried.exchange ? isSuccess(tried.exchange) : false,
    );
  const worst = opened.find(({ attempt }) => attempt.outcome !== 'warning') ?? opened[0];
  if (worst) {
    const judgement = worst.attempt.outcome === 'warning' ? warning : fail;
    return judgement(url, worst.attempt.reason, worst.exchange);
  }
  const silent = exchanges.find((exchange) => !isJudgeable(exchange));
  return silent
    ? unanswered(url, whyUnanswered(silent), silent)
    : pass(url, refused, ...exchanges.slice(0, 1));
}

/** Why most checks have nothing to say about such a door. */
export const UNSIGNED = 'It verifies no signature; see `token-forgery`.';

/**
 * Does the door open to a token of a real tenant that nobody signed? Then nothing that a token says matters,
 * and `token-forgery` says so.
 */
export async function opensToUnsigned(
  context: CheckContext,
  { endpoint, laboratory }: Door,
): Promise<boolean> {
  return isSuccess(await context.send(withUnsignedToken(context, endpoint, laboratory)));
}

/** A token that names a real tenant and one of its users, signed with a made-up secret. */
export function withUnsignedToken(
  context: CheckContext,
  endpoint: Endpoint,
  { first }: Laboratory,
): ProbeRequest {
  const [{ sharedSecret }] = context.impostors;
  const label = "with a real tenant's token, signed with a made-up secret";
  return withGenuineToken(context, endpoint, { ...first, sharedSecret }, {}, label);
}
