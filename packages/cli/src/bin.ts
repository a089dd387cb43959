#!/usr/bin/env node
import { createProgram } from './program.ts';

await createProgram(process.argv.slice(2)).parseAsync();
