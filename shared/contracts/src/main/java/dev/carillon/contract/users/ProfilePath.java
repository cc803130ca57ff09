package dev.carillon.contract.users;

import dev.carillon.failure.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way to a value inside a profile, such as {@code address.city}: names with dots between, which
 * may be positions in a list.
 */
public record ProfilePath(String text) {
  public ProfilePath {
    String problem = problem(text);
    if (problem != null) {
      throw Failure.invalid("", problem);
    }
  }

  /** The path that a parameter holds. INVALID with the parameter's name. */
  public static ProfilePath of(String parameter, String text) {
    try {
      return new ProfilePath(text);
    } catch (Failure refused) {
      throw refused.within(parameter);
    }
  }

  /** The names and positions one by one. */
  public List<String> steps() {
    return steps(text);
  }

  private static List<String> steps(String text) {
    return List.of(text.split("\\.", -1));
  }

  private static @Nullable String problem(@Nullable String text) {
    if (text == null) {
      return "is required";
    }
    List<String> steps = steps(text);
    if (steps.size() > PutProfile.MAX_DEPTH) {
      return "names a field deeper than " + PutProfile.MAX_DEPTH;
    }
    for (String step : steps) {
      if (!ProfileNames.isPlain(step)) {
        return "is not a field: names with dots between, none of which begins with $";
      }
    }
    return null;
  }
}
