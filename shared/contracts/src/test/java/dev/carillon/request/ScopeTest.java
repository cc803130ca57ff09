package dev.carillon.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {
  private static final List<String> NAMES = List.of("a", "b", "ab", "a-1", "*");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "users:read",
        "users:write",
        "mail:read",
        "mail:send",
        "inbox:read",
        "mail:content",
        "admin",
        "live:subscribe:*",
        "live:publish:*",
        "live:subscribe:users.changed",
        "live:publish:a.b.*",
        "live:subscribe:emails.01a2053c-f08d-7000-9f43-db727cead178",
        "live:subscribe:A_b-9"
      })
  void aScopeIsReadAsItIsWritten(String text) {
    assertThat(Scope.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Users:read",
        "users:read ",
        " users:read",
        "users",
        "users:",
        "users:*",
        "*",
        "admin:",
        "ADMIN",
        "mail:write",
        "inbox:send",
        "users:read,mail:read",
        "live:subscribe",
        "live:subscribe:",
        "live:subscribe:.",
        "live:subscribe:a.",
        "live:subscribe:.a",
        "live:subscribe:a..b",
        "live:subscribe:**",
        "live:subscribe:a*",
        "live:subscribe:*.a",
        "live:subscribe:a.*.b",
        "live:subscribe:a b",
        "live:publish:a\n",
        "live:subscribe:\u00e4",
        "live:subscribe:\u0661",
        "live:watch:*"
      })
  void whatIsNoScopeIsRefused(String text) {
    assertThatThrownBy(() -> Scope.parse(text))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("is not a scope: users:read");
  }

  @Test
  void aPatternHasAnEnd() {
    assertThat(Scope.subscribe("a".repeat(Scope.MAX_PATTERN)).pattern()).hasSize(200);
    assertThatThrownBy(() -> Scope.subscribe("a".repeat(Scope.MAX_PATTERN + 1)))
        .isInstanceOf(Failure.class);
  }

  @ParameterizedTest
  @CsvSource({
    "admin, admin, true",
    "admin, inbox:read, true",
    "admin, live:publish:*, true",
    "users:read, users:read, true",
    "users:write, users:read, false",
    "users:read, users:write, false",
    "mail:send, mail:read, false",
    "live:subscribe:*, admin, false",
    "live:subscribe:*, live:subscribe:a.b, true",
    "live:subscribe:*, live:subscribe:a.*, true",
    "live:subscribe:*, live:publish:a.b, false",
    "live:subscribe:a.*, live:subscribe:*, false",
    "live:subscribe:a.*, live:subscribe:a, false",
    "live:subscribe:a.*, live:subscribe:ab, false",
    "live:subscribe:a.*, live:subscribe:ab.c, false",
    "live:subscribe:a.*, live:subscribe:a.b, true",
    "live:subscribe:a.*, live:subscribe:a.b.c, true",
    "live:subscribe:a.*, live:subscribe:a.b.*, true",
    "live:subscribe:a.b.*, live:subscribe:a.*, false",
    "live:subscribe:a, live:subscribe:a.b, false",
    "live:subscribe:a, live:subscribe:a.*, false"
  })
  void oneScopeCoversAnother(String has, String needs, boolean covered) {
    assertThat(Scope.parse(has).covers(Scope.parse(needs))).isEqualTo(covered);
  }

  /**
   * Over all patterns of up to three short names: one covers another exactly if every topic that
   * the other one names is one that it names itself. Topics have four names, so that there is one
   * below each pattern.
   */
  @Test
  void coveringIsInclusionOfTopics() {
    List<String> topics = sequences(4).stream().filter(t -> !t.contains("*")).toList();
    List<Scope> patterns = sequences(3).stream().flatMap(ScopeTest::pattern).toList();
    assertThat(patterns).hasSize(105);
    for (Scope wide : patterns) {
      List<String> named = topics.stream().filter(t -> names(wide, t)).toList();
      for (Scope narrow : patterns) {
        boolean included =
            topics.stream().filter(t -> names(narrow, t)).allMatch(t -> names(wide, t));
        assertThat(wide.covers(narrow)).as(wide + " covers " + narrow).isEqualTo(included);
      }
      assertThat(named).as(wide.text()).isNotEmpty();
    }
  }

  @Test
  void whatIsMadeOfScopesThatACallerCoversIsCoveredAndCoversNoMore() {
    Random random = new Random(7);
    List<Scope> all = new ArrayList<>(sequences(2).stream().flatMap(ScopeTest::pattern).toList());
    all.addAll(List.of(Scope.USERS_READ, Scope.USERS_WRITE, Scope.MAIL_SEND, Scope.INBOX_READ));
    for (int i = 0; i < 20_000; i++) {
      Scopes maker = some(all, random);
      Scopes made = some(all, random);
      boolean more = all.stream().anyMatch(s -> made.covers(s) && !maker.covers(s));
      assertThat(maker.covers(made)).as(maker + " covers " + made).isEqualTo(!more);
    }
  }

  @Test
  void theRolesAreBundles() {
    assertThat(Role.READER.scopes().texts())
        .containsExactly("live:subscribe:*", "mail:read", "users:read");
    assertThat(Role.WRITER.scopes().texts())
        .containsExactly(
            "live:publish:*",
            "live:subscribe:*",
            "mail:read",
            "mail:send",
            "users:read",
            "users:write");
    assertThat(Role.ADMIN.scopes().texts()).containsExactly("admin");
    assertThat(Role.WRITER.scopes().covers(Role.READER.scopes())).isTrue();
    assertThat(Role.WRITER.scopes().covers(Scope.INBOX_READ)).isFalse();
    assertThat(Role.WRITER.scopes().role()).isEqualTo(Role.WRITER);
    assertThat(Scopes.of(Scope.MAIL_SEND).role()).isNull();
  }

  @Test
  void scopesAreOneTextAndBack() {
    for (Role role : Role.values()) {
      assertThat(Scopes.parse(role.scopes().text())).isSameAs(role.scopes());
    }
    Scopes some = Scopes.of(Scope.MAIL_SEND, Scope.subscribe("a.*"), Scope.MAIL_SEND);
    assertThat(some.text()).isEqualTo("live:subscribe:a.* mail:send");
    assertThat(Scopes.parse(some.text())).isEqualTo(some);
    assertThat(Scopes.parse("")).isEqualTo(Scopes.NONE);
    assertThat(Scopes.parse("mail:send moon:fly users:"))
        .as("of a newer release")
        .isEqualTo(Scopes.of(Scope.MAIL_SEND));
  }

  @Test
  void everyScopeThatIsNoneIsNamed() {
    assertThatThrownBy(() -> Scopes.parse("/scopes", List.of("users:read", "root", "sudo")))
        .isInstanceOfSatisfying(
            Failure.class,
            e ->
                assertThat(e.details().stream().map(FieldError::pointer))
                    .containsExactly("/scopes/1", "/scopes/2"));
    assertThatThrownBy(() -> Scopes.parse("/scopes", List.of())).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> Scopes.parse("/scopes", null)).isInstanceOf(Failure.class);
  }

  private static Scopes some(List<Scope> all, Random random) {
    return new Scopes(
        Stream.generate(() -> all.get(random.nextInt(all.size())))
            .limit(1 + random.nextInt(3))
            .toList());
  }

  /** What the documentation says of patterns, said differently. */
  private static boolean names(Scope scope, String topic) {
    String pattern = scope.pattern();
    return pattern.equals("*")
        || (pattern.endsWith(".*")
            ? topic.startsWith(pattern.substring(0, pattern.length() - 1))
            : topic.equals(pattern));
  }

  private static Stream<Scope> pattern(String text) {
    try {
      return Stream.of(Scope.subscribe(text));
    } catch (Failure notOne) {
      return Stream.empty();
    }
  }

  private static List<String> sequences(int longest) {
    List<String> all = new ArrayList<>(NAMES);
    List<String> last = NAMES;
    for (int i = 1; i < longest; i++) {
      last = last.stream().flatMap(s -> NAMES.stream().map(n -> s + "." + n)).toList();
      all.addAll(last);
    }
    return all;
  }
}
