export { createGateway } from './gateway.ts';
export type { Gateway } from './gateway.ts';
export type { ApiRoute, GatewayOptions } from './options.ts';
export type { Plan } from './routes/plan.ts';
export type { Identity, Route, RouteDoor } from './routes/route.ts';
export type { Pattern } from './routes/pattern.ts';
export { GatewayError, UpstreamError } from './errors.ts';
export type { UpstreamErrorCode } from './errors.ts';

export { readConfiguration } from './configuration/read.ts';
export type { Configuration, Environment } from './configuration/read.ts';
export type { ProcessOptions } from './configuration/process.ts';
export { describePlan } from './routes/describe.ts';
export { checkGateway } from './check.ts';
export { runGateway } from './run.ts';
export type { RunOptions } from './run.ts';
