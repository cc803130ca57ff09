package dev.carillon.bench.chaos.cluster;

import dev.carillon.bench.chaos.live.LiveCrowd;
import dev.carillon.bench.chaos.witness.History;
import dev.carillon.bench.chaos.witness.Span;
import dev.carillon.bench.chaos.witness.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One run: clients listen to topics all the time, and one process after the other is struck,
 * PostgreSQL and the clients' own connections too.
 */
public final class LiveRun implements AutoCloseable {
  private final Duration length;
  private final int messages;
  private final Ground ground;
  private final LiveCrowd crowd;

  /**
   * Nothing runs yet but what services need.
   *
   * @param folder holds the run's files
   * @param length for how long strokes follow one another, at the least each once
   * @param messages durable ones that must be acknowledged before the end
   */
  public LiveRun(Path folder, Duration length, int messages) throws IOException {
    this.length = length;
    this.messages = messages;
    this.ground = new Ground(folder, false);
    this.crowd = new LiveCrowd(ground.api(), ground.balancer().port(), folder);
  }

  /** True if everybody heard what they must. */
  public boolean run() throws IOException {
    ground.start();
    crowd.start();
    Wait.millis(Strikes.CALM);
    ground.strikes().all(length, List.of(this::drop, this::restartPostgres, this::drop));
    while (!crowd.hasPublished(messages)) {
      drop();
    }
    ground.strikes().awaitWhole("at the end");
    Wait.millis(Strikes.CALM);
    List<String> broken = new ArrayList<>(ground.strikes().broken());
    broken.addAll(crowd.settle());
    System.out.print(crowd);
    if (!broken.isEmpty()) {
      ground.history().spans().forEach(System.out::println);
    }
    broken.forEach(line -> System.out.println("BROKEN: " + line));
    System.out.println(
        broken.isEmpty() ? "every client has everything, or was told" : "PROMISES BROKEN");
    return broken.isEmpty();
  }

  /** Every connection of a client breaks in one moment. */
  private void drop() {
    ground.balancer().drop();
    Wait.millis(Strikes.CALM);
  }

  /** As if the power had failed for a moment. */
  private void restartPostgres() {
    History history = ground.history();
    int span = history.begin(Span.Kind.POSTGRES_AWAY, "");
    ground.postgres().restart();
    ground.strikes().awaitWhole("after PostgreSQL had gone");
    history.end(span);
  }

  @Override
  public void close() {
    crowd.close();
    ground.close();
  }
}
