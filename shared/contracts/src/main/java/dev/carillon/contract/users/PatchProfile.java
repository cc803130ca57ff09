package dev.carillon.contract.users;

import dev.carillon.contract.IfMatch;
import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of some members of a profile (JSON merge patch, RFC 7396): what is absent stays, null
 * removes, objects merge, anything else replaces.
 *
 * @param patch an object under the limits of {@link PutProfile}, which its result must keep too
 * @param ifMatch the versions that may be changed; needed
 */
public record PatchProfile(UUID userId, Doc patch, @Nullable IfMatch ifMatch) {
  public PatchProfile {
    Checks.start().present("/userId", userId).present("", patch).verify();
    PutProfile.check(patch).verify();
  }
}
