import { describeEngine } from './scenarios.ts';

describeEngine('webkit');
