export { describeStore } from './stores/describe-store.ts';
export type { Fault, StoreNode, StoreNodeOptions, StoreSubject, TestFunctions } from './stores/subject.ts';
export { describeAdapter } from './adapters/describe-adapter.ts';
export type {
  AdapterSubject,
  AppPlan,
  HandlerResponse,
  HandlerCall,
  RunningApp,
} from './adapters/subject.ts';
