package dev.carillon.users.domain;

import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.FindProfiles;
import dev.carillon.contract.users.PatchProfile;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.ProfilePage;
import dev.carillon.contract.users.ProfileStats;
import dev.carillon.contract.users.ProfileStatsQuery;
import dev.carillon.contract.users.PutProfile;
import io.vertx.core.Future;
import java.util.UUID;

/**
 * The profile documents. A document's version never goes back, not even when it was deleted and
 * made again. Failures: NOT_FOUND, PRECONDITION, UNAVAILABLE.
 */
public interface ProfileStore {
  /** Replaces the document or makes it. NOT_FOUND for a user who was erased. */
  Future<Profile> put(PutProfile request);

  /** Changes some members. NOT_FOUND if there is no document. */
  Future<Profile> patch(PatchProfile request);

  /** Reads the document. NOT_FOUND if there is none. */
  Future<Profile> get(UUID userId);

  /** Removes the document; that there is none already is fine. */
  Future<Void> delete(ChangeUser request);

  /**
   * Removes it for good: there will never be one again. May be repeated.
   *
   * @return whether there was one
   */
  Future<Boolean> erase(UUID userId);

  /** Reads a page. */
  Future<ProfilePage> find(FindProfiles request);

  /** Counts and measures. */
  Future<ProfileStats> stats(ProfileStatsQuery request);
}
