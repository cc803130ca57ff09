package dev.carillon.users.domain;

import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.PutProfile;
import io.vertx.core.Future;
import java.util.UUID;

/** The profile documents. Failures: NOT_FOUND, UNAVAILABLE. */
public interface ProfileStore {
  /** Replaces the document; its version grows by one. */
  Future<Profile> put(PutProfile request);

  /** Reads the document. NOT_FOUND if there is none. */
  Future<Profile> get(UUID userId);
}
