package dev.carillon.bench.chaos.trouble;

import dev.carillon.bench.chaos.witness.Span;

/** PostgreSQL is restarted as if the power had failed for a moment. */
final class PostgresRestart implements Trouble {
  @Override
  public String name() {
    return "restart";
  }

  @Override
  public void strike(Stage stage) {
    int away = stage.history().begin(Span.Kind.POSTGRES_AWAY, "");
    stage.servers().leader().stop();
    stage.fleet().postgres(false);
    stage.servers().leader().start();
    stage.fleet().postgres(true);
    stage.history().end(away);
  }
}
