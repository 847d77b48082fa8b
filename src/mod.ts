/**
 * `roles` as a library: gives drum and texture one-shots their musical role and builds pools of them.
 *
 * @module
 */
export {
  RoleAssigner,
  RoleAssignerConfig,
  type SampleIdentity,
} from "./role_assigner.ts";
export { assignEvidence, explainEvidence, type Explanation } from "./assign.ts";
export {
  buildPools,
  type PoolCandidate,
  RolePools,
} from "./pool/build_pools.ts";
export type { RolesConfig } from "./config/schema.ts";
export { AudioError, ConfigError, RolesError, UsageError } from "./errors.ts";
export {
  type Assignment,
  DSPFeatures,
  type Evidence,
  type FailedSample,
  type FileError,
  type GuardEffect,
  Role,
  type RoleMap,
  ROLES,
  type SampleRecord,
  type SampleResult,
  type ScoreBundle,
  ScoreVector,
  type Warning,
} from "./types.ts";
