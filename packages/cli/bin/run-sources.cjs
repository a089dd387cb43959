'use strict';
// In the repository, the command runs its TypeScript sources: there is nothing to build first, and nothing stale.

const { registerHooks } = require('node:module');

if (registerHooks && process.features.typescript) {
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: ['authbeat-source', ...context.conditions] }),
  });
  require('../src/main.ts');
} else {
  console.error(
    `authbeat: Node ${process.versions.node} cannot run TypeScript sources. ` +
      'Run "npx authbeat" in the repository: after "npm ci" it uses a Node that can.',
  );
  process.exitCode = 1;
}
