import { mintHostToken } from '@authbeat/core';
import type { AuthbeatRequest, Guard } from '@authbeat/server';
import { CLIENT_KEY, createFixture, type Fixture } from '../fixture.ts';
import { measureCalls } from '../in-process/measure.ts';
import type { Picture } from '../picture.ts';
import { requestWith } from '../request.ts';

/** How far a curve goes, and how exact it is. */
export interface CurvePlan {
  /** Calls for each point. */
  readonly calls: number;
  /** Whether to stop each curve after its second point. */
  readonly isShort: boolean;
}

/** CPU time of guards as the work around them grows. In this process, without a framework. */
export async function measureGrowth(plan: CurvePlan): Promise<readonly Picture[]> {
  return [await growTenants(plan), await growTokens(plan), await growRevocations(plan)];
}

async function growTenants(plan: CurvePlan): Promise<Picture> {
  const points = [];
  for (const x of steps(plan, [1, 10, 100, 1000])) {
    const fixture = await createFixture(x);
    points.push({ x, y: await cpuOfSessions(fixture, Math.max(x, 64), plan) });
    await fixture.authbeat.close();
  }
  return {
    title: 'api() with sessions of many tenants',
    xLabel: 'tenants, each with a session in use',
    yLabel: 'CPU µs',
    curves: [{ name: 'api(), session seen before', points }],
  };
}

/** A context token is verified each time, so this is what its size costs. */
async function growTokens(plan: CurvePlan): Promise<Picture> {
  const fixture = await createFixture();
  const guard = fixture.authbeat.api({ accept: ['context'] });
  const points = [];
  for (const x of steps(plan, [512, 1024, 2048, 4096, 8192])) {
    const request = requestWith(`JWT ${contextToken(x, fixture)}`);
    const y = await cpuOf(plan, () => admit(guard, request));
    points.push({ x, y });
  }
  await fixture.authbeat.close();
  return {
    title: 'Verifying a context token',
    xLabel: 'characters of the token (8,192 is the limit)',
    yLabel: 'CPU µs',
    curves: [{ name: "api({ accept: ['context'] })", points }],
  };
}

async function growRevocations(plan: CurvePlan): Promise<Picture> {
  const fixture = await createFixture();
  const points = [];
  let revoked = 0;
  for (const x of steps(plan, [0, 1000, 100_000, 1_000_000])) {
    for (; revoked < x; revoked += 1) await fixture.authbeat.revokeSession(`session-${revoked}`);
    points.push({ x, y: await cpuOfSessions(fixture, 64, plan) });
  }
  await fixture.authbeat.close();
  return {
    title: 'api() beside sessions that were revoked',
    xLabel: 'revocations in the store',
    yLabel: 'CPU µs',
    curves: [{ name: 'api(), session seen before', points }],
  };
}

function steps({ isShort }: CurvePlan, all: readonly number[]): readonly number[] {
  return isShort ? all.slice(0, 2) : all;
}

async function cpuOfSessions(fixture: Fixture, count: number, plan: CurvePlan): Promise<number> {
  const guard = fixture.authbeat.api();
  const requests = (await fixture.sessionTokens(count)).map((token) => requestWith(`Bearer ${token}`));
  return cpuOf(plan, (index) => admit(guard, requests[index % count]));
}

/** The lowest of several rounds: other load on the machine only ever adds. */
async function cpuOf({ calls }: CurvePlan, run: (index: number) => unknown): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < 6; round += 1)
    rounds.push(await measureCalls({ name: 'curve', run }, round * calls, calls));
  return Math.min(...rounds.slice(1));
}

function admit(guard: Guard, request: AuthbeatRequest | undefined): void | Promise<void> {
  if (!request) return;
  const deciding = guard(request);
  const check = ({ admitted }: { readonly admitted: boolean }): void => {
    if (!admitted) throw new Error('A guard has refused the request.');
  };
  return deciding instanceof Promise ? deciding.then(check) : check(deciding);
}

/** A context token of a given length, to within three characters. */
function contextToken(length: number, { secret }: Fixture): string {
  const mint = (padding: string): string =>
    mintHostToken(
      { kind: 'context', clientKey: CLIENT_KEY, accountId: 'alice', lifetime: 3600, context: { padding } },
      secret,
    );
  const missing = length - mint('').length;
  return mint('x'.repeat(Math.max(0, Math.floor((missing * 3) / 4))));
}
