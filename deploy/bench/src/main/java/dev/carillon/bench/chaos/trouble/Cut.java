package dev.carillon.bench.chaos.trouble;

/** One process is cut off from PostgreSQL, both ways, and goes on reaching the SMTP servers. */
final class Cut implements Trouble {
  @Override
  public String name() {
    return "cut";
  }

  @Override
  public void strike(Stage stage) {
    stage.later(stage.fleet().cut(stage.random()));
  }
}
