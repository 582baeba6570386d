/** What the decider asks of a store for commands of the registry: whether the things that a command names are there. */
export interface Registry {
  organizationExists(organizationId: string): Promise<boolean>;
  resultExists(resultId: string): Promise<boolean>;
  /** False also for a key that was revoked. */
  keyIsLive(keyId: string): Promise<boolean>;
}
