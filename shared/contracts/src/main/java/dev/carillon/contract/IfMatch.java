package dev.carillon.contract;

import java.util.List;

/**
 * The versions that a change may start from, as the header {@code If-Match} names them.
 *
 * @param any whether any version will do, as long as there is one
 * @param versions the versions that will do
 */
public record IfMatch(boolean any, List<Long> versions) {
  /** Any version. */
  public static final IfMatch ANY = new IfMatch(true, List.of());

  public IfMatch {
    versions = List.copyOf(versions);
  }

  /** Whether a thing of this version may be changed. */
  public boolean allows(long version) {
    return any || versions.contains(version);
  }
}
