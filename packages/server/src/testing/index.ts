export { describeStore } from './stores/describe-store.ts';
export type { Fault, Node, StoreSubject, TestFunctions } from './stores/subject.ts';
