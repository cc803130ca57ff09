package dev.carillon.request;

import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a caller may do: scopes, each once, in the order of their texts. May be empty. */
public final class Scopes {
  /** Nothing. */
  public static final Scopes NONE = new Scopes(List.of());

  /** The most scopes of one caller. */
  public static final int MAX = 64;

  private static final String BLANK = " ";

  private final List<Scope> all;
  private final String text;

  /** These, in any order. */
  public Scopes(Collection<Scope> scopes) {
    this.all = scopes.stream().distinct().sorted().toList();
    this.text = all.stream().map(Scope::text).collect(Collectors.joining(BLANK));
  }

  /** These. */
  public static Scopes of(Scope... scopes) {
    return new Scopes(List.of(scopes));
  }

  /**
   * Reads the scopes of a field: 1 to {@value #MAX}, each in its one spelling. INVALID with the
   * pointer of every entry that is none.
   */
  public static Scopes parse(String pointer, @Nullable List<String> texts) {
    check(Checks.start(), pointer, texts).verify();
    return known(texts == null ? List.of() : texts);
  }

  /** Collects what is wrong with such a field among other mistakes. */
  public static Checks check(Checks checks, String pointer, @Nullable List<String> texts) {
    if (texts == null) {
      return checks.present(pointer, null);
    }
    checks.items(pointer, texts, 1, MAX, "must have 1 to " + MAX + " scopes");
    for (int i = 0; i < Math.min(texts.size(), MAX); i++) {
      try {
        Scope.parse(String.valueOf(texts.get(i)));
      } catch (Failure refused) {
        checks.that(false, pointer + "/" + i, refused.details().get(0).detail());
      }
    }
    return checks;
  }

  /**
   * Reads what {@link #text} wrote, perhaps in a newer release: a scope that this one does not know
   * permits nothing here.
   */
  public static Scopes parse(String text) {
    for (Role role : Role.values()) {
      if (role.scopes().text().equals(text)) {
        return role.scopes();
      }
    }
    return known(List.of(text.split(BLANK, -1)));
  }

  /** The same for a text for each. */
  public static Scopes known(List<String> texts) {
    List<Scope> known = new ArrayList<>();
    for (String text : texts) {
      try {
        known.add(Scope.parse(text));
      } catch (Failure fromAnotherRelease) {
        // permits nothing
      }
    }
    return new Scopes(known);
  }

  /** Whether one of these covers it. */
  public boolean covers(Scope needed) {
    for (Scope scope : all) {
      if (scope.covers(needed)) {
        return true;
      }
    }
    return false;
  }

  /** Whether each of the others is covered by one of these. */
  public boolean covers(Scopes others) {
    return others.all.stream().allMatch(this::covers);
  }

  /** The greatest role all of whose scopes are here; null if there is none. */
  public @Nullable Role role() {
    Role greatest = null;
    for (Role role : Role.values()) {
      if (covers(role.scopes())) {
        greatest = role;
      }
    }
    return greatest;
  }

  /** Each of them. */
  public List<Scope> all() {
    return all;
  }

  /** One text for all, with blanks between them. */
  public String text() {
    return text;
  }

  /** A text for each. */
  public List<String> texts() {
    return all.stream().map(Scope::text).toList();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Scopes scopes && text.equals(scopes.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
