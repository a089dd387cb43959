export { aceDynamodb, type AceDynamodbClient, type AceDynamodbOptions } from './ace/dynamodb.ts';
export { aceMongodb, type AceCollection } from './ace/mongodb.ts';
export { aceRedis, type AceRedisClient } from './ace/redis.ts';
export { aceTable, type AceTableOptions } from './ace/table.ts';
export { exportTenants } from './export-tenants.ts';
export { followAce, type FollowOptions } from './follow-ace.ts';
export { forgetTenant } from './forget-tenant.ts';
export {
  importTenants,
  type ImportedTenant,
  type ImportOptions,
  type ImportReport,
} from './import-tenants.ts';
export { linkInstallation, unlinkInstallation, type LinkOptions } from './link-installation.ts';
export { listInstallations, type ListedInstallation } from '../tenants/list-installations.ts';
export type { InstallationLink } from '../tenants/check-link.ts';
export { jsonLines } from './json-lines.ts';
export { IMPORT_STATUSES, type ImportStatus } from './judge.ts';
export type { AceStore, SourceTenant, TenantSource } from './source.ts';
export { springTable, type SpringTableOptions } from './spring.ts';
export {
  mysql,
  postgres,
  sqlite,
  type BetterSqlite,
  type MysqlQueryable,
  type PgQueryable,
  type SqlConnection,
} from './sql.ts';
