/** One target in a process of its own. It tells its parent what it listens on, and how much CPU time it has used. */
import { createFixture } from '../fixture.ts';
import { GATEWAY_PAIRS } from '../gateway/targets.ts';
import { TARGETS } from './targets.ts';

const gateways = GATEWAY_PAIRS.flatMap(({ engine, gateway }) => [engine, gateway]);
const target = [...TARGETS, ...gateways].find(({ name }) => name === process.argv[2]);
if (!target) throw new Error(`There is no target "${process.argv[2]}".`);
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system });
});
process.on('disconnect', () => process.exit());
process.send?.(await target.start(await createFixture()));
