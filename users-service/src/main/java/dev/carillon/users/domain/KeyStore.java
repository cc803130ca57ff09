package dev.carillon.users.domain;

import dev.carillon.contract.keys.ApiKey;
import dev.carillon.contract.keys.CreateKey;
import dev.carillon.contract.keys.KeyPage;
import dev.carillon.contract.keys.ListKeys;
import dev.carillon.contract.keys.VerifiedKeys;
import io.vertx.core.Future;
import java.util.List;

/** The table of API keys: hashes, never a key. Failures as those of {@link UserStore}. */
public interface KeyStore {
  /**
   * Adds a key. CONFLICT if its name was ever used, in whatever case, or there is no room; INVALID
   * if it would have expired already.
   *
   * @param creator the name of the key that adds it
   */
  Future<ApiKey> create(CreateKey request, String creator);

  /** Reads one. NOT_FOUND. */
  Future<ApiKey> get(String name);

  /** Reads a page in the order of the names. */
  Future<KeyPage> list(ListKeys request);

  /** Revokes one for good; one that is revoked stays as it is. NOT_FOUND. */
  Future<Void> revoke(String name, String revoker);

  /** Those of some hashes that are of good keys, with the version of the list at that moment. */
  Future<VerifiedKeys> verify(List<String> hashes);

  /** The version of the list. Notes who used a key, at most once a minute for each. */
  Future<Long> version(List<String> used);
}
