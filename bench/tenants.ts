import { createFixture } from './fixture.ts';
import { requestWith } from './request.ts';

/** What it takes to admit a context token of one of many tenants. */
export interface TenantCost {
  readonly tenants: number;
  /** Queries of the store for a tenant that is not in memory, and for one that is. */
  readonly coldQueries: number;
  readonly warmQueries: number;
  /** Microseconds of the whole guard, which verifies the token besides. */
  readonly warmMedian: number;
  readonly warmP99: number;
}

/** How many of the tenants send requests. */
const ACTIVE = 5000;
const ROUNDS = 4;

export async function measureTenants(tenants: number): Promise<TenantCost> {
  const fixture = await createFixture(tenants);
  const { authbeat, store } = fixture;
  const guard = authbeat.api({ accept: ['context'] });
  const active = Math.min(ACTIVE, tenants);
  const requests = fixture.contextTokens(active).map((token) => requestWith(`JWT ${token}`));
  let queries = 0;
  const readTenant = store.readTenant.bind(store);
  store.readTenant = async (clientKey) => {
    queries += 1;
    return readTenant(clientKey);
  };
  const sendAll = async (): Promise<{ readonly queries: number; readonly micros: readonly number[] }> => {
    const before = queries;
    const micros = [];
    for (const request of requests) {
      const start = performance.now();
      const deciding = guard(request);
      const { admitted } = deciding instanceof Promise ? await deciding : deciding;
      micros.push((performance.now() - start) * 1000);
      if (!admitted) throw new Error('A guard has refused the request.');
    }
    return { queries: (queries - before) / active, micros };
  };
  const cold = await sendAll();
  for (let round = 0; round < ROUNDS; round += 1) await sendAll();
  const warm = await sendAll();
  await authbeat.close();
  const sorted = warm.micros.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN;
  return {
    tenants,
    coldQueries: cold.queries,
    warmQueries: warm.queries,
    warmMedian: at(0.5),
    warmP99: at(0.99),
  };
}
