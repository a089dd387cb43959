import { AuthbeatError } from '@authbeat/core';
import type { Check, ConnectCheck } from './judging/check.ts';
import type { CheckContext } from './judging/context.ts';
import { inconclusive, outOfReach, type Finding } from './judging/finding.ts';
import type { ResolvedOptions } from './options.ts';

/** A check and what it found. */
export interface CheckRun {
  readonly check: Check;
  readonly findings: readonly Finding[];
}

interface RunOptions extends Pick<ResolvedOptions, 'only' | 'onProgress' | 'installer'> {
  readonly countRequests: () => number;
}

/** Runs the checks that `only` names, or all; reviews run last. The results are in the order of the checks. */
export async function runChecks(
  checks: readonly ConnectCheck[],
  context: CheckContext,
  options: RunOptions,
): Promise<readonly CheckRun[]> {
  const { only, onProgress, countRequests, installer } = options;
  const isChosen = ({ id, requirement = id }: ConnectCheck): boolean =>
    only.length === 0 || only.includes(id) || only.includes(requirement);
  const reviews = checks.filter((check) => isReview(check) && isChosen(check));
  // A review examines the responses of all other checks, chosen or not.
  const first = checks.filter((check) => !isReview(check) && (reviews.length > 0 || isChosen(check)));
  let checksDone = 0;
  const run = async (check: ConnectCheck): Promise<CheckRun> => {
    const findings = await runCheck(check, context, installer !== undefined);
    checksDone += 1;
    onProgress?.({ checksDone, checks: first.length + reviews.length, requests: countRequests() });
    return { check, findings };
  };
  const runs = [...(await Promise.all(first.map(run))), ...(await Promise.all(reviews.map(run)))];
  return checks.flatMap((check) => runs.filter((done) => done.check === check && isChosen(check)));
}

function isReview(check: ConnectCheck): boolean {
  return check.depth === 'outside' && check.isReview === true;
}

async function runCheck(
  check: ConnectCheck,
  context: CheckContext,
  hasInstaller: boolean,
): Promise<readonly Finding[]> {
  const { baseUrl } = context.surface.descriptor;
  try {
    if (check.depth === 'outside') return await check.run(context);
    if (context.tenants) return await check.run({ ...context, tenants: context.tenants });
  } catch (error) {
    return [incomplete(baseUrl, error)];
  }
  return hasInstaller
    ? [inconclusive(baseUrl, 'The app could not be installed.')]
    : [outOfReach(baseUrl, 'It needs genuine tokens; run with --install.')];
}

/** A fault in one check must not discard the findings of the others. Only our own errors hold no secret. */
export function incomplete(url: string, error: unknown): Finding {
  const sentence = error instanceof AuthbeatError ? error.message : 'an unexpected error.';
  return inconclusive(url, `The check could not be completed: ${sentence}`);
}
