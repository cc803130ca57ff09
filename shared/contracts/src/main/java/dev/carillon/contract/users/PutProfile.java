package dev.carillon.contract.users;

import dev.carillon.contract.IfMatch;
import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A profile document that replaces the one before.
 *
 * @param profile an object of at most {@value #MAX_BYTES} bytes and {@value #MAX_DEPTH} levels,
 *     whose member names neither begin with {@code $} nor hold {@code .} or NUL
 * @param ifMatch the versions that may be replaced; null for any, or none at all
 * @param onlyNew whether there must be none yet
 */
public record PutProfile(UUID userId, Doc profile, @Nullable IfMatch ifMatch, boolean onlyNew) {
  /** The largest document, in bytes of its JSON form. */
  public static final int MAX_BYTES = 65_536;

  /** The deepest nesting. */
  public static final int MAX_DEPTH = 8;

  /** What is said of a member's name that may not be one. */
  public static final String NAMES =
      "is a name that is empty, too long, begins with $ or holds . or a control character";

  public PutProfile {
    Checks.start().present("/userId", userId).present("", profile).verify();
    check(profile).verify();
  }

  /** Checks a whole profile, or a patch of one. */
  public static Checks check(Doc profile) {
    Checks checks =
        Checks.start()
            .object("", profile.isObject(), "must be a JSON object")
            .that(profile.depth() <= MAX_DEPTH, "", "is nested deeper than " + MAX_DEPTH)
            .that(
                Json.bytes(profile).length <= MAX_BYTES,
                "",
                "is larger than " + MAX_BYTES + " bytes");
    ProfileNames.check(checks, "", profile.value());
    return checks;
  }
}
