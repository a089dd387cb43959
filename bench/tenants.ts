import { createSecretBox } from '../packages/server/src/tenants/secret-box.ts';
import { createTenants, type Tenant, type Tenants } from '../packages/server/src/tenants/tenants.ts';
import { clientKeyOf, createFixture } from './fixture.ts';
import { range, table } from './markdown.ts';
import { requestWith } from './request.ts';
import { quantileOf, spreadOf, type Spread } from './statistics.ts';

/** The time of one call, in microseconds. Each round has a median and a 99th percentile of its own. */
export interface Durations {
  readonly median: Spread;
  readonly p99: Spread;
}

/** What it takes to find one of many tenants, and to admit its context token. */
export interface TenantCost {
  readonly tenants: number;
  /** Queries of the store for a tenant that is not in memory, and for one that is. */
  readonly coldQueries: number;
  readonly warmQueries: number;
  /** To find a tenant that is in memory. */
  readonly lookUp: Durations;
  /** The whole guard, which finds the tenant, then verifies the token. */
  readonly admission: Durations;
}

/** How many of the tenants send requests. */
const ACTIVE = 5000;
const WARM_UP = 4;
const ROUNDS = 9;

export async function measureTenants(tenants: number): Promise<TenantCost> {
  const fixture = await createFixture(tenants);
  const { authbeat, store } = fixture;
  const active = Math.min(ACTIVE, tenants);
  const clientKeys = Array.from({ length: active }, (_, index) => clientKeyOf(index));
  const requests = fixture.contextTokens(active).map((token) => requestWith(`JWT ${token}`));
  let queries = 0;
  const readTenant = store.readTenant.bind(store);
  store.readTenant = async (clientKey) => {
    queries += 1;
    return readTenant(clientKey);
  };
  const options = { store, box: createSecretBox([]), now: Date.now, refusesDisabled: true };
  const known = createTenants({ ...options, staleForMs: 0 });
  const guard = authbeat.api({ accept: ['context'] });
  const queriesOf = async (run: () => Promise<unknown>): Promise<number> => {
    const before = queries;
    await run();
    return (queries - before) / active;
  };
  const findAll = async (): Promise<readonly number[]> => timeEach(clientKeys, (key) => find(known, key));
  const admitAll = async (): Promise<readonly number[]> =>
    timeEach(requests, async (request) => {
      const { admitted } = await guard(request);
      if (!admitted) throw new Error('A guard has refused the request.');
    });
  const coldQueries = await queriesOf(findAll);
  const warmQueries = await queriesOf(findAll);
  const lookUp = await summarize(findAll);
  const admission = await summarize(admitAll);
  await authbeat.close();
  return { tenants, coldQueries, warmQueries, lookUp, admission };
}

function find(tenants: Tenants, clientKey: string): void | Promise<void> {
  const check = (tenant: Tenant | undefined): void => {
    if (!tenant?.installed) throw new Error('A tenant was not found.');
  };
  const found = tenants.find(clientKey);
  return found instanceof Promise ? found.then(check) : check(found);
}

async function summarize(runRound: () => Promise<readonly number[]>): Promise<Durations> {
  for (let round = 0; round < WARM_UP; round += 1) await runRound();
  const rounds: (readonly number[])[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await runRound());
  const spreadAt = (share: number): Spread => spreadOf(rounds.map((micros) => quantileOf(micros, share)));
  return { median: spreadAt(0.5), p99: spreadAt(0.99) };
}

async function timeEach<Item>(
  items: readonly Item[],
  run: (item: Item) => void | Promise<void>,
): Promise<readonly number[]> {
  const micros: number[] = [];
  for (const item of items) {
    const start = performance.now();
    const running = run(item);
    if (running instanceof Promise) await running;
    micros.push((performance.now() - start) * 1000);
  }
  return micros;
}

export function renderTenants({ tenants, coldQueries, warmQueries, lookUp, admission }: TenantCost): string {
  const rows = [
    ['to find a tenant in memory', range(lookUp.median), range(lookUp.p99)],
    ['to admit its context token', range(admission.median), range(admission.p99)],
  ];
  return `${tenants.toLocaleString('en')} tenants in the store. The first request of a tenant takes ${coldQueries} query for the tenant, each later one ${warmQueries}. The 99th percentile is that of each round.

${table(['one call', 'median, µs', '99th percentile, µs'], rows)}`;
}
