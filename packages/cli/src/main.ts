import { createProgram } from './program.ts';

void createProgram(process.argv.slice(2)).parseAsync();
