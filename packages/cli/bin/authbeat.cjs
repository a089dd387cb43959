#!/usr/bin/env node
'use strict';
// Only syntax and modules that any Node knows: an old one must get as far as the sentence below.

var version = process.versions.node.split('.').map(Number);

if (version[0] < 22 || (version[0] === 22 && version[1] < 13)) {
  console.error(
    'authbeat: This is Node ' +
      process.versions.node +
      ', and authbeat needs Node 22.13 or later. Install it from https://nodejs.org and try again.',
  );
  process.exitCode = 1;
} else if (require('fs').existsSync(require('path').join(__dirname, '../test'))) {
  require('./run-sources.cjs');
} else {
  require('../dist/main.js');
}
