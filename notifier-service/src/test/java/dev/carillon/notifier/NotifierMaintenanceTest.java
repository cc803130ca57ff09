package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class NotifierMaintenanceTest {
  private final List<String> run = new ArrayList<>();

  @Test
  void whatFailsKeepsNothingElseFromBeingForgottenAndIsTold() {
    Supplier<Future<Boolean>> thrown =
        () -> {
          throw new IllegalStateException("thrown");
        };
    Future<Boolean> all =
        NotifierMaintenance.each(
            List.of(
                part("first", Future.failedFuture("too slow")),
                thrown,
                part("last", Future.succeededFuture(true))));
    assertThat(run).containsExactly("first", "last");
    assertThat(all.cause()).hasMessage("too slow");
  }

  @Test
  void thereIsMoreToDoWhereOneHasMore() {
    Future<Boolean> no = Future.succeededFuture(false);
    Future<Boolean> yes = Future.succeededFuture(true);
    assertThat(NotifierMaintenance.each(List.of(() -> yes, () -> no)).result()).isTrue();
    assertThat(NotifierMaintenance.each(List.of(() -> no, () -> no)).result()).isFalse();
  }

  private Supplier<Future<Boolean>> part(String name, Future<Boolean> end) {
    return () -> {
      run.add(name);
      return end;
    };
  }
}
