import { describeEngine } from './scenarios.ts';

describeEngine('chromium');
