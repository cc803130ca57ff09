package dev.carillon.launcher.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.time.Clocks;
import dev.carillon.launcher.terminal.Console;
import dev.carillon.lifecycle.Health;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServicesTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void aStartThatDoesNotComeToItsEndLeavesTheProcessUnready() {
    Services services = new Services(vertx, new JsonObject()); // without settings none can start
    Future<Void> start = services.start(List.of(Services.Name.USERS));
    assertThat(start.transform(r -> Future.succeededFuture(r.failed())).await()).isTrue();
    assertThat(Health.of(vertx).state().await().reasons())
        .contains("starting: not every service of this process has started");
  }

  @Test
  void nothingStartsAnyMoreInAProcessThatStops() {
    Services services = new Services(vertx, new JsonObject());
    services.stop().await();
    assertThatThrownBy(() -> services.start(List.of(Services.Name.USERS)).await())
        .hasMessageContaining("stopped while it started");
  }

  /** However long it takes: a migration may wait for somebody's lock as long as it was told to. */
  @Test
  void whatAStartFailsWithIsTold() throws Exception {
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
    try (Shutdown shutdown = new Shutdown(new Console(nowhere, Clocks.system()))) {
      assertThat(shutdown.awaitStart(Future.succeededFuture())).isTrue();
      Promise<Void> start = Promise.promise();
      start.fail(new IOException("a lock was not to be had"));
      assertThatThrownBy(() -> shutdown.awaitStart(start.future()))
          .isInstanceOf(IOException.class)
          .hasMessage("a lock was not to be had");
    }
  }
}
