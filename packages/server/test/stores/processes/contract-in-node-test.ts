/* The contract suite in a runner that is not the one of this repository. */
import { describe, it } from 'node:test';
import { memoryStore } from '../../../src/stores/memory.ts';
import { describeStore } from '../../../src/testing/stores/describe-store.ts';

describeStore(
  'memoryStore',
  { create: (_place, { now }) => ({ store: memoryStore({ now }) }), nodes: 'one' },
  { describe, it },
);
