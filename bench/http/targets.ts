import { ACE_TARGETS } from './ace.ts';
import { EXPRESS_TARGETS } from './express.ts';
import { FASTIFY_TARGETS } from './fastify.ts';
import { HONO_TARGETS } from './hono.ts';
import { NODE_TARGETS } from './node.ts';
import type { Target } from './target.ts';

export const TARGETS: readonly Target[] = [
  ...NODE_TARGETS,
  ...EXPRESS_TARGETS,
  ...FASTIFY_TARGETS,
  ...HONO_TARGETS,
  ...ACE_TARGETS,
];
