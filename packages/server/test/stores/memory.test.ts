import { describe, it } from 'vitest';
import { memoryStore } from '../../src/stores/memory.ts';
import { describeStore } from '../../src/testing/index.ts';

describeStore(
  'memoryStore',
  { create: (_place, options) => ({ store: memoryStore(options) }), nodes: 'one' },
  { describe, it },
);
