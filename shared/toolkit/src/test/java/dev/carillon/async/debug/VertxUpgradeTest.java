package dev.carillon.async.debug;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.future.FutureBase;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@link WatchedFuture} extends a class that is internal to Vert.x, and {@link SlowCallbacks} uses
 * an internal method. This fails when Vert.x has another version: go through what the messages say,
 * then write the new version here.
 */
class VertxUpgradeTest {
  private static final String KNOWN = "5.0.12";

  /** The methods of a future that make another one, and which the watch therefore follows. */
  private static final Set<String> FOLLOWED =
      Set.of("compose", "transform", "eventually", "map", "otherwise", "expecting", "timeout");

  /** Made of those above by default methods of the interface. */
  private static final Set<String> MADE_OF_OTHERS =
      Set.of(
          "andThen", "flatMap", "mapEmpty", "otherwiseEmpty", "recover", "onSuccess", "onFailure");

  /** They give the future itself. */
  private static final Set<String> LISTENERS = Set.of("onComplete");

  @Test
  void theVersionIsTheOneThatWasLookedAt() throws IOException {
    try (InputStream version =
        Vertx.class.getClassLoader().getResourceAsStream("META-INF/vertx/vertx-version.txt")) {
      assertThat(new String(version.readAllBytes(), StandardCharsets.UTF_8).strip())
          .as(
              "Vert.x has another version. Compare FutureBase, FutureInternal and Future with the"
                  + " ones of %s: does WatchedFuture still override whatever makes a future or takes"
                  + " a listener, and is a listener still asked for its failure exactly once?",
              KNOWN)
          .isEqualTo(KNOWN);
    }
  }

  @Test
  void everyMethodThatMakesAFutureIsFollowed() {
    assertThat(
            Stream.of(Future.class.getMethods())
                .filter(m -> !Modifier.isStatic(m.getModifiers()))
                .filter(m -> m.getReturnType() == Future.class)
                .map(Method::getName)
                .collect(Collectors.toSet()))
        .as("Future has other methods that give a future: WatchedFuture must follow them")
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(FOLLOWED, MADE_OF_OTHERS, LISTENERS).flatMap(Set::stream).toList());
    assertThat(declared()).as("WatchedFuture overrides them").containsAll(FOLLOWED);
    assertThat(
            MADE_OF_OTHERS.stream()
                .filter(
                    name ->
                        Arrays.stream(FutureBase.class.getDeclaredMethods())
                            .anyMatch(m -> m.getName().equals(name))))
        .as("FutureBase now makes these itself: WatchedFuture must override them")
        .isEmpty();
  }

  @Test
  void theInternalClassesHaveTheMembersThatAreUsed() throws NoSuchMethodException {
    assertThat(FutureBase.class.getDeclaredConstructor()).isNotNull();
    assertThat(
            Arrays.stream(FutureBase.class.getDeclaredMethods())
                .filter(m -> Modifier.isAbstract(m.getModifiers()))
                .map(Method::getName))
        .as("What WatchedFuture must implement")
        .containsExactlyInAnyOrder("addListener", "removeListener");
    assertThat(FutureBase.class.getMethod("addListener", Completable.class)).isNotNull();
    assertThat(FutureBase.class.getMethod("context").getReturnType())
        .isEqualTo(ContextInternal.class);
    assertThat(VertxInternal.class.getMethod("blockedThreadChecker")).isNotNull();
  }

  private static Set<String> declared() {
    return Arrays.stream(WatchedFuture.class.getDeclaredMethods())
        .map(Method::getName)
        .collect(Collectors.toSet());
  }
}
