import { describeEngine } from './scenarios.ts';

describeEngine('firefox');
