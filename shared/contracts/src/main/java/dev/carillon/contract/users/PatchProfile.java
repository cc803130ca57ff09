package dev.carillon.contract.users;

import dev.carillon.contract.IfMatch;
import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
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
    Checks checks =
        Checks.start()
            .that(patch.isObject(), "", "must be a JSON object")
            .that(
                patch.depth() <= PutProfile.MAX_DEPTH,
                "",
                "is nested deeper than " + PutProfile.MAX_DEPTH)
            .that(
                Json.bytes(patch).length <= PutProfile.MAX_BYTES,
                "",
                "is larger than " + PutProfile.MAX_BYTES + " bytes");
    ProfileNames.check(checks, "", patch.value());
    checks.verify();
  }
}
