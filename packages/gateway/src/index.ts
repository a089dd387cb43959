export { createGateway } from './gateway.ts';
export type { Gateway } from './gateway.ts';
export type { ApiRoute, GatewayOptions } from './options.ts';
export type { Plan } from './routes/plan.ts';
export type { Identity, Route, RouteDoor } from './routes/route.ts';
export type { Pattern } from './routes/pattern.ts';
export { GatewayError, UpstreamError } from './errors.ts';
export type { UpstreamErrorCode } from './errors.ts';
