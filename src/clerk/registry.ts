/** What deciding in the registry's journal asks of a store: whether the things that a command names are there. */
export interface Registry {
  organizationExists(organizationId: string): Promise<boolean>;
  resultExists(resultId: string): Promise<boolean>;
  /** False for a key that was revoked, too. */
  keyIsLive(keyId: string): Promise<boolean>;
}
